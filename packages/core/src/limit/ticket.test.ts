import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createLimiter } from './limiter.ts'
import type { Ticket } from './ticket.ts'

/** Fifteen calls behind a gate that opens after 10 s. The provider takes each after a second and answers for 30. */
async function startTimes(onTaken: (ticket: Ticket) => void) {
  const clock = createTestClock()
  const limiter = createLimiter({ clock, maxWaitMs: 600_000 })
  const startedS: number[] = []
  limiter.closeGate(10_000)
  for (let index = 0; index < 15; index++) {
    void Promise.resolve(limiter.acquire()).then((ticket) => {
      startedS.push(clock.monotonic() / 1_000 - 10)
      clock.after(1_000, () => onTaken(ticket))
      clock.after(30_000, () => ticket.release({ congestion: 'none' }))
    })
  }
  await clock.advance(600_000)
  expect([limiter.active, clock.pendingTimers]).toEqual([0, 0])
  return startedS
}

describe('a ticket', () => {
  const rounds = [0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3]

  it('opens the gate further as soon as the provider has taken the call', async () => {
    expect(await startTimes((ticket) => ticket.accepted())).toEqual(rounds)
  })

  it('counts once, however often it is said to be accepted', async () => {
    const often = (ticket: Ticket) => {
      for (let times = 0; times < 5; times++) ticket.accepted()
    }
    expect(await startTimes(often)).toEqual(rounds)
  })

  it('counts as accepted when it is given back after the call went well', async () => {
    expect(await startTimes(() => {})).toEqual(rounds.map((round) => round * 30))
  })

  it('opens nothing by being accepted after its end, nor where the gate has closed since', async () => {
    const limiter = createLimiter({ clock: createTestClock() })
    const [one, other] = [await limiter.acquire(), await limiter.acquire()]
    limiter.closeGate(1_000)
    one.release({ isUnsent: true })
    one.accepted()
    other.accepted()
    void limiter.acquire()
    expect([limiter.active, limiter.queued]).toEqual([1, 1])
  })
})
