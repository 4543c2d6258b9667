import { describe, expect, it } from 'vitest'
import { type QuotaRule, toLimits } from './quota-rule.ts'

const rule: QuotaRule = { per: 'caller', requests: 10, window: '1m' }

describe('a rule of a quota', () => {
  it('is a limit for requests and one for tokens', () => {
    const limits = toLimits({ ...rule, tokens: 600 }, 2)
    expect(limits.map(({ counts, rule }) => [counts, rule])).toEqual([
      ['requests', { type: 'bucket', capacity: 10, refillPerSecond: 1 / 6 }],
      ['tokens', { type: 'bucket', capacity: 600, refillPerSecond: 10 }],
    ])
    expect(limits.map(({ keyOf }) => keyOf({ id: 'ada' }, 'gpt'))).toEqual([
      'quota:2:requests:caller:ada',
      'quota:2:tokens:caller:ada',
    ])
  })

  it('finds its key for the caller, the tag, the model, or all', () => {
    const caller = { id: 'ada', tags: { team: 'red' } }
    const keys = (['caller', 'tag:team', 'tag:toString', 'model', 'all'] as const).map((per) =>
      toLimits({ ...rule, per }, 0)[0]?.keyOf(caller, 'gpt'),
    )
    expect(keys).toEqual([
      'quota:0:requests:caller:ada',
      'quota:0:requests:tag:team:red',
      undefined,
      'quota:0:requests:model:gpt',
      'quota:0:requests:all',
    ])
  })

  it.each<[Partial<Record<keyof QuotaRule, unknown>>, string]>([
    [{ requests: 0 }, 'quota[3].requests must be a positive integer, got 0'],
    [{ requests: -1 }, 'got -1'],
    [{ requests: 1.5 }, 'got 1.5'],
    [{ requests: Number.NaN }, 'quota[3].requests must be a positive integer, got NaN'],
    [{ tokens: Number.POSITIVE_INFINITY }, 'quota[3].tokens must be a positive integer, got Infinity'],
    [{ requests: undefined }, 'quota[3] must limit requests or tokens'],
    [{ window: '2m' }, 'quota[3].window must be'],
    [{ window: 'toString' }, 'got toString'],
    [{ window: 0 }, 'got 0'],
    [{ window: 999 }, 'got 999'],
    [{ window: Number.NaN }, 'got NaN'],
    [{ window: 1e12 }, 'got 1000000000000'],
    [{ per: 'user' }, "quota[3].per must be 'caller', 'model', 'all' or 'tag:' and a name, got user"],
    [{ per: 'tag:' }, 'got tag:'],
  ])('is refused as %j', (odd, message) => {
    const wrong = () => toLimits({ ...rule, ...odd } as QuotaRule, 3)
    expect(wrong).toThrow(RangeError)
    expect(wrong).toThrow(message)
  })
})
