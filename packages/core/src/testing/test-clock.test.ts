import { describe, expect, it } from 'vitest'
import { createTestClock } from './test-clock.ts'

describe('the test clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createTestClock(1_000)
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0])
    await clock.advance(5)
    expect([clock.now(), clock.monotonic()]).toEqual([1_005, 5])
  })

  it('runs what falls due in its order, each at its own time', async () => {
    const clock = createTestClock()
    const ran: unknown[] = []
    const note = (name: string) => () => void ran.push([name, clock.monotonic()])
    clock.after(20, note('c'))
    clock.after(10, note('a'))
    clock.after(10, note('b'))
    clock.after(21, note('late'))
    clock.after(-5, note('now'))
    await clock.advance(20)
    expect(ran).toEqual([
      ['now', 0],
      ['a', 10],
      ['b', 10],
      ['c', 20],
    ])
    expect(clock.pendingTimers).toBe(1)
  })

  it('runs what was set on the way, and lets promises settle in between', async () => {
    const clock = createTestClock()
    const ran: number[] = []
    const again = () => {
      ran.push(clock.monotonic())
      Promise.resolve().then(() => clock.after(10, again))
    }
    clock.after(10, again)
    await clock.advance(35)
    expect(ran).toEqual([10, 20, 30])
    expect(clock.monotonic()).toBe(35)
  })

  it('does not run what was called off, even by what ran before it', async () => {
    const clock = createTestClock()
    const ran: string[] = []
    const callOff = clock.after(10, () => ran.push('called off'))
    clock.after(5, callOff)
    await clock.advance(50)
    expect(ran).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })
})
