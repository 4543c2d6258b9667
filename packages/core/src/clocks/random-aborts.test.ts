import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../chat/clock.ts'
import { compose } from '../chat/compose.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler } from '../chat/handler.ts'
import { createRetry } from '../retry/create-retry.ts'
import { retry } from '../retry/retry.ts'
import { createRandom } from '../testing/random.ts'
import { clocks } from './clocks.ts'
import { deadline } from './deadline.ts'

const count = 10_000
const failed = new ChatError('server', 'Failed.')

/** A clock for very many timers: it moves in steps of 10 ms and fires what is due at once. */
function createCoarseClock() {
  const timers = new Map<object, { atMs: number; callback: () => void }>()
  let nowMs = 0
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after(delayMs, callback) {
      const key = {}
      timers.set(key, { atMs: nowMs + delayMs, callback })
      return () => timers.delete(key)
    },
  }
  const step = async () => {
    nowMs += 10
    for (const [key, { atMs, callback }] of timers) {
      if (atMs > nowMs) continue
      timers.delete(key)
      callback()
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, step, timers }
}

/** Makes many calls, aborts most of them at a random time, and looks at what is left. */
async function abortMany(
  call: (signal: AbortSignal, wait: (ms: number) => Promise<void>, clock: Clock) => Promise<unknown>,
) {
  const random = createRandom(1)
  const { clock, step, timers } = createCoarseClock()
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
  const signals: AbortSignal[] = []
  let open = count
  for (let index = 0; index < count; index++) {
    const controller = new AbortController()
    signals.push(controller.signal)
    call(controller.signal, wait, clock)
      .catch(() => undefined)
      .finally(() => open--)
    if (random() < 0.8) clock.after(random() * 2_000, () => controller.abort('stop'))
  }
  for (let steps = 0; steps < 300; steps++) await step()
  const listeners = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0)
  return { open, listeners, timers: timers.size }
}

describe('10,000 calls that are aborted at random times', { timeout: 60_000 }, () => {
  const clean = { open: 0, listeners: 0, timers: 0 }

  it('leave nothing behind in createRetry, and are not called again', async () => {
    const random = createRandom(2)
    let late = 0
    const left = await abortMany((signal, wait, clock) =>
      createRetry({ clock, random, budget: false, attempts: 4 }).run(
        async () => {
          if (signal.aborted) late++
          await wait(random() * 50)
          if (random() < 0.9) throw failed
        },
        { signal },
      ),
    )
    expect(left).toEqual(clean)
    expect(late).toBe(0)
  })

  it('leave nothing behind in retry, clocks and deadline around a handler that heeds no signal', async () => {
    const random = createRandom(3)
    let late = 0
    const left = await abortMany(async (signal, wait, clock) => {
      const policy = compose(
        deadline({ clock, callMs: 1_900 }),
        retry({ clock, random, budget: false, attempts: 4 }),
        clocks({ clock, headersMs: 300, firstTokenMs: 300, idleMs: 100, attemptMs: 500 }),
      )
      const handler: Handler = async function* () {
        if (signal.aborted) late++
        await wait(random() * 350)
        yield { type: 'start', provider: 'p', model: 'm' }
        if (random() < 0.6) throw failed
        for (let delta = 0; delta < 5; delta++) {
          await wait(random() * 110)
          yield { type: 'text-delta', text: 'a' }
        }
        yield { type: 'finish', reason: 'stop' }
      }
      const events: ChatEvent[] = []
      for await (const event of policy(handler)({ messages: [] }, createCallContext({ signal }))) {
        events.push(event)
        // Some readers leave by themselves.
        if (random() < 0.05) break
      }
    })
    expect(left).toEqual(clean)
    expect(late).toBe(0)
  })
})
