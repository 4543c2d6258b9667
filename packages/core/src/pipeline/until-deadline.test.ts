import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { scripted } from '../testing/scripted.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { untilDeadline } from './until-deadline.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const

/** The deadline that a call has inside. */
async function deadlineOf(callMs: number, own?: number): Promise<unknown> {
  const clock = createTestClock()
  await clock.advance(500)
  let deadline: unknown
  const handler = scripted(
    ({ context }) => {
      deadline = context.deadline
    },
    { type: 'finish', reason: 'stop' },
  )
  const events = untilDeadline({ callMs, clock })(handler)(request, createCallContext({ deadline: own }))
  await clock.advance(300)
  await collect(events)
  return deadline
}

describe('the deadline of a call', () => {
  it('is so long after it is first read', async () => {
    expect(await deadlineOf(1_000)).toBe(1_800)
  })

  it('is its own if that is earlier', async () => {
    expect(await deadlineOf(1_000, 900)).toBe(900)
    expect(await deadlineOf(1_000, 5_000)).toBe(1_800)
  })

  it('may be none', async () => {
    expect(await deadlineOf(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(await deadlineOf(Number.POSITIVE_INFINITY, 70)).toBe(70)
  })
})
