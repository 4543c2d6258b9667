'use client'

import type { Filter } from '@sluice/core'
import { useEffect, useState } from 'react'
import { scanTime, timeText } from '@/lib/filter/scan-time.ts'

/** After so long nobody types, and a measurement disturbs nobody. */
const quietMs = 250

/** How long a scan takes, in words; nothing until it was measured. */
export function useScanTime(filter: Filter, text: string, languageTag: string): string | undefined {
  const [time, setTime] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => setTime(timeText(scanTime(filter, text), languageTag)), quietMs)
    return () => clearTimeout(timer)
  }, [filter, text, languageTag])
  return time
}
