import { describe, expect, it } from 'vitest'
import { budgetState, callerUsage } from '../test-support/caller-usage.ts'
import { readUsage } from './read-usage.ts'

const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const total = callerUsage().total

describe('what a server says of its caller', () => {
  it('is read as it was sent', () => {
    const tokens = budgetState({
      per: 'tag:team',
      owner: 'search',
      unit: 'tokens',
      limit: '200000',
      resetsAt: undefined,
    })
    const usage = callerUsage({ budgets: [budgetState(), tokens] })
    expect(readUsage(sent(usage))).toEqual(usage)
    expect(readUsage(sent(callerUsage({ budgets: [], total: { ...total, cost: {} } })))?.total.cost).toEqual({})
  })

  it('loses what this version does not know', () => {
    const budgets = [{ ...budgetState(), secret: 'x' }]
    expect(readUsage({ ...callerUsage(), budgets, later: 1 })).toEqual(callerUsage())
    const usage = { ...total.usage, share: 0.5 }
    expect(readUsage({ ...callerUsage(), total: { ...total, usage } })?.total.usage).toMatchObject(total.usage)
  })

  it.each<object | string | number | null>([
    null as never,
    'text',
    7,
    [],
    {},
    { ...callerUsage(), caller: 5 },
    { ...callerUsage(), at: '2026' },
    { ...callerUsage(), since: null },
    { ...callerUsage(), budgets: {} },
    { ...callerUsage(), budgets: [null] },
    { ...callerUsage(), budgets: Array.from({ length: 1_001 }, () => budgetState()) },
    ...['per', 'unit', 'window', 'mode', 'limit', 'used', 'reserved', 'left', 'burnPerHour'].flatMap((field) =>
      [undefined, null, 5, 'x', '-1', '1e3', {}].flatMap((value) => {
        const isText = (field === 'per' || field === 'window') && typeof value === 'string'
        return isText ? [] : [{ ...callerUsage(), budgets: [budgetState(), { ...budgetState(), [field]: value }] }]
      }),
    ),
    { ...callerUsage(), budgets: [{ ...budgetState(), resetsAt: 'soon' }] },
    { ...callerUsage(), budgets: [{ ...budgetState(), owner: {} }] },
    { ...callerUsage(), budgets: [{ ...budgetState(), limit: '9'.repeat(100_000) }] },
    { ...callerUsage(), total: undefined },
    { ...callerUsage(), total: { ...total, calls: '3' } },
    { ...callerUsage(), total: { ...total, usage: { inputTokens: 1 } } },
    { ...callerUsage(), total: { ...total, usage: { inputTokens: 1, outputTokens: 1, reasoningTokens: 'x' } } },
    { ...callerUsage(), total: { ...total, cost: { EUR: '1' } } },
    { ...callerUsage(), total: { ...total, cost: { CNY: 1 } } },
    { ...callerUsage(), total: { ...total, cost: 'much' } },
    ...[
      undefined,
      null,
      [],
      5,
      { CNY: '-1' },
      { CNY: null },
      { CNY: ['1'] },
      { toString: '1' },
      { constructor: '1' },
    ].map((cost) => ({ ...callerUsage(), total: { ...total, cost } })),
    ...[undefined, null, '1', -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, true, []].flatMap((count) => [
      ...['calls', 'failures', 'unpriced'].map((field) => ({ ...callerUsage(), total: { ...total, [field]: count } })),
      ...['inputTokens', 'outputTokens', 'reasoningTokens']
        .filter((field) => count !== undefined || field !== 'reasoningTokens')
        .map((field) => ({ ...callerUsage(), total: { ...total, usage: { ...total.usage, [field]: count } } })),
    ]),
    { ...callerUsage(), total: { ...total, usage: { ...total.usage, estimated: 5 } } },
    { ...callerUsage(), at: -1 },
    { ...callerUsage(), since: Number.NaN },
  ])('is nothing where it could not be: case %#', (value) => {
    expect(readUsage(value)).toBeUndefined()
  })
})
