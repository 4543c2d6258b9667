'use client'

import { useEffect, useRef, useState } from 'react'

/** The seconds for which `isRunning` has been true; `undefined` if it never was while we looked. */
export function useElapsed(isRunning: boolean): number | undefined {
  const [seconds, setSeconds] = useState<number>()
  const startMs = useRef<number>(undefined)

  useEffect(() => {
    if (!isRunning) return
    startMs.current ??= performance.now()
    const tick = () => setSeconds((performance.now() - (startMs.current ?? 0)) / 1_000)
    tick()
    const timer = setInterval(tick, 100)
    return () => {
      clearInterval(timer)
      tick()
    }
  }, [isRunning])

  return seconds
}
