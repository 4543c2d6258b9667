'use client'

import { useDeferredValue, useMemo, useState } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { compileLab } from '@/lib/filter/compile-lab.ts'
import { defaultRules } from '@/lib/filter/lab-rules.ts'
import { firstSample, sampleText } from '@/lib/filter/samples.ts'
import { usePinyin } from './use-pinyin.ts'

/** Rules and a text to try them on, and the filter that they make. */
export function useLab() {
  const { locale } = usePreferences()
  const { usualWords } = useStrings().filter
  const [rules, setRules] = useState(defaultRules)
  const [text, setText] = useState(() => sampleText(firstSample[locale], locale))
  const spelling = usePinyin(rules.disguises.pinyin)
  const { pinyin } = spelling

  // Typing goes first, whatever compiling takes.
  const latest = useDeferredValue(rules)
  const { filter, problems } = useMemo(() => compileLab(latest, { usualWords, pinyin }), [latest, usualWords, pinyin])
  return { rules, setRules, text, setText, filter, problems, spelling }
}
