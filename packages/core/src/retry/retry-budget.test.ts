import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRetryBudget } from './retry-budget.ts'

describe('a retry budget', () => {
  it('gives out its capacity, then one repetition for five successes', () => {
    const budget = createRetryBudget({ capacity: 2 })
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false])
    for (let success = 0; success < 4; success++) budget.deposit()
    expect(budget.take()).toBe(false)
    budget.deposit()
    expect([budget.take(), budget.take()]).toEqual([true, false])
  })

  it.each([0.1, 0.2, 0.3, 1 / 3, 0.7])('loses nothing to rounding with %d a success', (perSuccess) => {
    const budget = createRetryBudget({ capacity: 1_000, perSuccess })
    while (budget.take());
    const successes = Math.round(30 / perSuccess)
    for (let success = 0; success < successes; success++) budget.deposit()
    let taken = 0
    while (budget.take()) taken++
    expect(taken).toBe(Math.floor(successes * perSuccess + 1e-9))
  })

  it('never gives out more than its capacity and what was earned', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: 30 }), (steps, capacity) => {
        const budget = createRetryBudget({ capacity })
        const taken = steps.filter((isRetry) => (isRetry ? budget.take() : budget.deposit())).length
        const earned = steps.filter((isRetry) => !isRetry).length * 0.2
        expect(taken).toBeLessThanOrEqual(capacity + earned + 1e-6)
        expect(budget.level).toBeGreaterThanOrEqual(0)
        expect(budget.level).toBeLessThanOrEqual(capacity)
      }),
    )
  })

  it.each([
    ['capacity', 0.5],
    ['capacity', Number.NaN],
    ['capacity', Number.POSITIVE_INFINITY],
    ['capacity', -1],
    ['perSuccess', 0],
    ['perSuccess', -0.1],
    ['perSuccess', 1.1],
    ['perSuccess', Number.NaN],
  ])('refuses %s %d', (name, value) => {
    expect(() => createRetryBudget({ [name]: value })).toThrow(RangeError)
    expect(() => createRetryBudget({ [name]: value })).toThrow(`createRetryBudget: ${name}`)
    expect(() => createRetryBudget({ [name]: value })).toThrow(`got ${value}`)
  })
})
