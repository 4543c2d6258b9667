'use client'

import { useEffect, useState } from 'react'

/** The whole seconds left of `durationMs`, counted from when `start` was first seen. */
export function useCountdown(start: unknown, durationMs: number): number {
  const [secondsLeft, setSecondsLeft] = useState(() => Math.ceil(durationMs / 1_000))

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new start begins a new count
  useEffect(() => {
    const end = performance.now() + durationMs
    const tick = () => setSecondsLeft(Math.max(0, Math.ceil((end - performance.now()) / 1_000)))
    tick()
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [start, durationMs])

  return secondsLeft
}
