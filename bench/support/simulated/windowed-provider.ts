import { ChatError, type Clock } from '@sluice/core'
import type { Upstream } from './upstream.ts'

/** How a provider counts its requests per minute: a bucket that refills, calendar minutes, or the last 60 s, refusals included. */
export type WindowKind = 'bucket' | 'calendar' | 'sliding'

const perMinute = 20
const minuteMs = 60_000

/** A provider that allows 20 requests a minute, and says so when it refuses one; with `hasHeaders`, in every reply. */
export function windowedProvider(options: {
  kind: WindowKind
  hasHeaders: boolean
  clock: Clock
  random: () => number
}): Upstream {
  const { kind, hasHeaders, clock, random } = options
  const window = createWindow[kind](random() * minuteMs)
  let asked = 0
  let refused = 0

  return {
    async ask() {
      asked++
      const wait = window.take(clock.monotonic())
      if (wait > 0) {
        refused++
        await pause(50, clock)
        throw new ChatError('rate-limited', 'Too many requests.', { retryAfterMs: Math.ceil(wait) })
      }
      const { remaining, resetMs } = window.left(clock.monotonic())
      await pause(500 + 1_000 * random(), clock)
      return hasHeaders ? { requests: { limit: perMinute, remaining, resetMs } } : undefined
    },
    get asked() {
      return asked
    },
    get refused() {
      return refused
    },
  }
}

function pause(delayMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve))
}

interface Window {
  /** Takes one, and returns 0; or how long to wait. */
  take(nowMs: number): number
  left(nowMs: number): { remaining: number; resetMs: number }
}

const createWindow: Readonly<Record<WindowKind, (offsetMs: number) => Window>> = {
  bucket() {
    let level = perMinute
    let atMs = 0
    const refill = (nowMs: number) => {
      level = Math.min(perMinute, level + ((nowMs - atMs) / minuteMs) * perMinute)
      atMs = nowMs
    }
    return {
      take(nowMs) {
        refill(nowMs)
        if (level < 1 - 1e-9) return ((1 - level) / perMinute) * minuteMs
        level--
        return 0
      },
      left(nowMs) {
        refill(nowMs)
        return { remaining: Math.floor(level + 1e-9), resetMs: ((perMinute - level) / perMinute) * minuteMs }
      },
    }
  },

  calendar(offsetMs) {
    let minute = -1
    let used = 0
    const turn = (nowMs: number) => {
      const current = Math.floor((nowMs + offsetMs) / minuteMs)
      if (current !== minute) used = 0
      minute = current
    }
    const resetMs = (nowMs: number) => (minute + 1) * minuteMs - offsetMs - nowMs
    return {
      take(nowMs) {
        turn(nowMs)
        if (used >= perMinute) return resetMs(nowMs)
        used++
        return 0
      },
      left(nowMs) {
        turn(nowMs)
        return { remaining: perMinute - used, resetMs: resetMs(nowMs) }
      },
    }
  },

  sliding() {
    const calls: number[] = []
    const turn = (nowMs: number) => {
      while (calls.length > 0 && calls[0]! <= nowMs - minuteMs) calls.shift()
    }
    return {
      take(nowMs) {
        turn(nowMs)
        calls.push(nowMs)
        // When so many have left the window that there is room for one more.
        return calls.length <= perMinute ? 0 : calls[calls.length - perMinute]! + minuteMs - nowMs
      },
      left(nowMs) {
        turn(nowMs)
        return { remaining: Math.max(0, perMinute - calls.length), resetMs: (calls[0] ?? nowMs) + minuteMs - nowMs }
      },
    }
  },
}
