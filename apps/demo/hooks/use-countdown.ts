'use client'

import { useEffect, useState } from 'react'

/** The whole seconds until a moment, in milliseconds of the Unix epoch; 0 once it has come. */
export function useCountdown(until: number | undefined): number {
  const [secondsLeft, setSecondsLeft] = useState(() => secondsUntil(until))

  useEffect(() => {
    const tick = () => setSecondsLeft(secondsUntil(until))
    tick()
    if (secondsUntil(until) === 0) return
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [until])

  return secondsLeft
}

function secondsUntil(until = 0): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1_000))
}
