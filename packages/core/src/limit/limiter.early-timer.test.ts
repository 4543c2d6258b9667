import { describe, expect, it } from 'vitest'
import type { Clock } from '../chat/clock.ts'
import { createLimiter } from './limiter.ts'

/** A clock that goes on while it is read, and whose timers ring too early, as those of real machines do. */
function createHastyClock(stepMs: number) {
  let nowMs = 0
  let timers: { atMs: number; callback: () => void }[] = []
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => {
      nowMs += stepMs
      return nowMs
    },
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  /** Lets the next timer ring so much before its time. */
  const ring = (earlyMs: number) => {
    const next = timers.toSorted((left, right) => left.atMs - right.atMs)[0]
    if (next === undefined) return
    timers = timers.filter((timer) => timer !== next)
    nowMs = Math.max(nowMs, next.atMs - earlyMs)
    next.callback()
  }
  return { clock, ring }
}

describe('a limiter whose timer rings too early', () => {
  it('lets the call through when the gate opens, at whatever instant that is noticed', () => {
    for (let earlyMs = 0; earlyMs < 0.1; earlyMs += 0.001) {
      const { clock, ring } = createHastyClock(0.01)
      const limiter = createLimiter({ clock, maxWaitMs: 60_000 })
      limiter.closeGate(50)
      limiter.acquire()
      ring(earlyMs)
      while (limiter.active === 0) ring(0)
      expect(clock.now()).toBeLessThan(51)
    }
  })
})
