import type { BudgetState } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { budgetState, callerUsage } from '../test-support/caller-usage.ts'
import { usageBudgets } from './usage-budget.ts'

const hourMs = 3_600_000
const at = callerUsage().at
const shown = (fields: Partial<BudgetState>) => usageBudgets(callerUsage({ budgets: [budgetState(fields)] }))[0]!

describe('a budget as it is shown', () => {
  it('is as the server said, with its share and its end', () => {
    expect(shown({})).toEqual({ ...budgetState(), fraction: 0.25, runsOutAt: at + 6 * hourMs })
  })

  it.each<[string, string, number]>([
    ['0', '5', 0],
    ['0.000000001', '1', 1e-9],
    ['5', '5', 1],
    ['7.5', '5', 1],
    ['0', '0', 1],
  ])('has a share between 0 and 1: %s of %s', (used, limit, fraction) => {
    expect(shown({ used, limit }).fraction).toBe(fraction)
  })

  it('does not run out if it resets before, or nothing is used', () => {
    expect(shown({ burnPerHour: '0.46875' }).runsOutAt).toBeUndefined()
    expect(shown({ burnPerHour: '0.47' }).runsOutAt).toBeLessThan(10 * hourMs)
    expect(shown({ burnPerHour: '0', used: '0' }).runsOutAt).toBeUndefined()
  })

  it('does not run out where what is lost comes back at the same pace', () => {
    expect(shown({ resetsAt: undefined, burnPerHour: '100' }).runsOutAt).toBeUndefined()
  })

  it('has run out when nothing is left, whatever is reserved', () => {
    expect(shown({ used: '5', left: '0' }).runsOutAt).toBe(at)
    expect(shown({ used: '5', left: '0', resetsAt: undefined }).runsOutAt).toBe(at)
    expect(shown({ used: '1.25', reserved: '3.75', left: '0' }).runsOutAt).toBe(at + 6 * hourMs)
  })
})
