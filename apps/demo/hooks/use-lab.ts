'use client'

import { useDeferredValue, useMemo, useState, useSyncExternalStore } from 'react'
import { usePreferences, useStrings } from '@/components/site/preferences.tsx'
import { labRules } from '@/lib/browser/lab-rules-store.ts'
import { compileLab } from '@/lib/filter/compile-lab.ts'
import { defaultRules } from '@/lib/filter/lab-rules.ts'
import { firstSample, sampleText } from '@/lib/filter/samples.ts'
import { usePinyin } from './use-pinyin.ts'

/** Rules and a text to try them on, and the filter that they make. */
export function useLab() {
  const { locale } = usePreferences()
  const { usualWords } = useStrings().filter
  const rules = useSyncExternalStore(labRules.subscribe, labRules.get, () => defaultRules)
  const [text, setText] = useState(() => sampleText(firstSample[locale], locale))
  const spelling = usePinyin(rules.disguises.pinyin)
  const { pinyin } = spelling

  // Typing goes first, whatever compiling takes.
  const latest = useDeferredValue(rules)
  const { filter, problems } = useMemo(() => compileLab(latest, { usualWords, pinyin }), [latest, usualWords, pinyin])
  return { rules, setRules: labRules.set, text, setText, filter, problems, spelling }
}
