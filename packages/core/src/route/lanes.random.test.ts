import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler } from '../chat/handler.ts'
import { createLanes } from './lanes.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

/** What happens next: a call begins whose lanes fare like this, a call goes on or is left, or time passes. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('begin'), fates: fc.array(fc.nat(5), { minLength: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('read'), call: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('leave'), call: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), forMs: fc.integer({ min: 1, max: 200_000 }) }) },
)
const failures = [
  undefined,
  undefined,
  new ChatError('auth', 'No.'),
  new ChatError('rate-limited', 'No.', { retryAfterMs: 3_000 }),
  new ChatError('quota-exceeded', 'No.'),
  new ChatError('server', 'No.'),
]

describe('a thousand calls at random', () => {
  it.each(['round-robin', 'least-used'] as const)(
    'use no lane that is benched, and leave none active: %s',
    async (choose) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2_000, maxLength: 2_000, size: 'max' }), async (steps) => {
          let nowMs = 0
          const clock: Clock = { now: () => nowMs, monotonic: () => nowMs, after: () => () => {} }
          const wrong: string[] = []
          let fates: readonly number[] = []
          const lane = (name: string, index: number): Handler =>
            async function* () {
              if (lanes.activity().find((one) => one.name === name)?.benched !== undefined) wrong.push(name)
              const failure = failures[fates[index] ?? 0]
              if (failure !== undefined) throw failure
              yield start
              yield finish
            }
          const lanes = createLanes(
            ['a', 'b', 'c', 'd'].map((name, index) => ({
              name,
              handler: lane(name, index),
              order: index === 3 ? 1 : 0,
              weight: index + 1,
            })),
            { choose, clock },
          )
          let open: AsyncIterator<ChatEvent>[] = []
          const end = (reading: AsyncIterator<ChatEvent>) => {
            open = open.filter((one) => one !== reading)
          }
          const readOn = async (reading: AsyncIterator<ChatEvent>) => {
            const { done } = await reading.next().catch(() => ({ done: true }))
            if (done) end(reading)
          }
          for (const one of steps) {
            if (one.type === 'begin' && 'fates' in one) {
              fates = one.fates
              const reading = lanes.handler(request, createCallContext())[Symbol.asyncIterator]()
              open.push(reading)
              await readOn(reading)
            } else if ('forMs' in one) {
              nowMs += one.forMs
            } else if ('call' in one && open.length > 0) {
              const reading = open[one.call % open.length]!
              if (one.type === 'read') await readOn(reading)
              else {
                await reading.return?.()
                end(reading)
              }
            }
            const active = lanes.activity().reduce((sum, one) => sum + one.active, 0)
            if (active !== open.length) wrong.push(`${active} active of ${open.length}`)
          }
          for (const reading of open) await reading.return?.()
          expect(wrong).toEqual([])
          expect(lanes.activity().map(({ active }) => active)).toEqual([0, 0, 0, 0])
        }),
        { numRuns: 5, seed: 20_261_123 },
      )
    },
  )
})
