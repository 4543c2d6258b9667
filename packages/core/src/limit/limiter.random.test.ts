import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryCounterStore } from '../store/memory-counter-store.ts'
import { createRandom } from '../testing/random.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { Ticket } from './ticket.ts'
import type { Priority } from './waiting-queue.ts'

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController()
  const { signal } = controller
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  let listeners = 0
  signal.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
    listeners++
    add(type, listener, options)
  }
  signal.removeEventListener = (...[type, listener]: Parameters<typeof remove>) => {
    listeners--
    remove(type, listener)
  }
  return { controller, listeners: () => listeners }
}

describe('a limiter, whatever happens,', () => {
  it('leaves nothing behind of 10,000 calls that abort in any order', async () => {
    const random = createRandom(11)
    const clock = createTestClock()
    const limiter = createLimiter({ clock, concurrency: 3, tokensPerMinute: 1_000_000, maxQueue: 20_000 })
    const held = await Promise.all([limiter.acquire(), limiter.acquire(), limiter.acquire()])
    const signals = Array.from({ length: 4_000 }, countedSignal)
    let [ended, started] = [0, 0]
    for (let index = 0; index < 10_000; index++) {
      const signal = signals[Math.floor(random() * signals.length)]!.controller.signal
      const options = { signal, priority: Math.floor(random() * 4) as Priority, cost: { tokens: 5 } }
      const task = async () => {
        started++
      }
      limiter.run(task, options).catch((error) => {
        if (error === 'away') ended++
      })
    }
    for (const signal of signals.toSorted(() => random() - 0.5)) signal.controller.abort('away')
    expect([limiter.queued, clock.pendingTimers]).toEqual([0, 0])
    await settle()
    expect([ended, started]).toEqual([10_000, 0])
    // An abort takes a listener off by itself, and that is not counted: one was added for each that somebody waited with.
    expect(signals.every(({ listeners }) => listeners() <= 1)).toBe(true)
    for (const ticket of held) ticket.release({ isUnsent: true })
    expect([limiter.active, limiter.waitMs({ tokens: 1_000_000 })]).toEqual([0, 0])
  })

  const call = fc.record({
    afterMs: fc.nat(2_000),
    priority: fc.constantFrom<Priority>(0, 1, 2, 3),
    tokens: fc.integer({ min: 0, max: 400 }),
    used: fc.integer({ min: 0, max: 500 }),
    lastsMs: fc.nat(5_000),
    abortMs: fc.option(fc.nat(8_000), { nil: undefined }),
    end: fc.constantFrom('used', 'unsent', 'silent'),
    gateMs: fc.option(fc.nat(4_000), { nil: undefined, freq: 20 }),
  })

  it.each(['at once', 'later'])(
    'keeps to its limits and loses no token, with a store that answers %s',
    async (answers) => {
      await fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
          const clock = createTestClock()
          const memory = createMemoryCounterStore({ clock })
          const later: typeof memory = {
            open(counters) {
              const set = memory.open(counters)
              return {
                take: async (...all) => set.take(...all),
                settle: async (...all) => set.settle(...all),
                renew: async (...all) => set.renew(...all),
                clamp: async (...all) => set.clamp(...all),
                levels: async () => set.levels(),
                spent: async () => set.spent(),
              }
            },
          }
          const store = answers === 'later' ? later : undefined
          const limiter = createLimiter({
            clock,
            tokensPerMinute: 600,
            concurrency: 4,
            store,
            name: 'a',
            maxWaitMs: 20_000,
          })
          const admitted: { atMs: number; tokens: number }[] = []
          const backMs: { atMs: number; tokens: number }[] = []
          let settled = 0
          for (const { afterMs, priority, tokens, used, lastsMs, abortMs, end, gateMs } of calls) {
            await clock.advance(afterMs)
            if (gateMs !== undefined) limiter.closeGate(gateMs)
            const controller = new AbortController()
            if (abortMs !== undefined) clock.after(abortMs, () => controller.abort())
            const onTicket = (ticket: Ticket) => {
              admitted.push({ atMs: clock.monotonic(), tokens })
              expect(limiter.active).toBeLessThanOrEqual(4)
              clock.after(lastsMs, () => {
                const usage = { inputTokens: used, outputTokens: 0 }
                const back = end === 'unsent' ? tokens : end === 'used' ? tokens - used : 0
                backMs.push({ atMs: clock.monotonic(), tokens: back })
                ticket.release(end === 'used' ? { usage } : end === 'unsent' ? { isUnsent: true } : {})
                settled++
              })
            }
            void (async () => limiter.acquire({ priority, cost: { tokens }, signal: controller.signal }))().then(
              onTicket,
              () => {
                settled++
              },
            )
          }
          await clock.advance(120_000)
          expect([settled, limiter.active, limiter.queued, clock.pendingTimers]).toEqual([calls.length, 0, 0, 0])
          expect(limiter.waitMs({ tokens: 600 })).toBe(0)
          for (const [index, first] of admitted.entries()) {
            let sum = 0
            for (const { atMs, tokens } of admitted.slice(index)) {
              sum += tokens
              const given = backMs.filter((back) => back.atMs <= atMs && back.tokens > 0)
              const refunds = given.reduce((all, back) => all + back.tokens, 0)
              expect(sum - refunds).toBeLessThanOrEqual(600 + ((atMs - first.atMs) * 10) / 1_000 + 1e-3)
            }
          }
        }),
        { numRuns: 12 },
      )
    },
  )
})
