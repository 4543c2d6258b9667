import { describe, expect, it } from 'vitest'
import { duration, rateHint } from './rate-hint.ts'

const now = Date.UTC(2026, 10, 23)
const hint = (headers: Record<string, string>) => rateHint(new Headers(headers), now)

describe('rateHint', () => {
  it('is nothing where no header says anything', () => {
    expect(hint({})).toBeUndefined()
    expect(hint({ 'retry-after': '5', 'x-ratelimit-limit-images': '3' })).toBeUndefined()
  })

  it('reads OpenAI', () => {
    expect(
      hint({
        'x-ratelimit-limit-requests': '10000',
        'x-ratelimit-remaining-requests': '9999',
        'x-ratelimit-reset-requests': '8.64s',
        'X-RateLimit-Limit-Tokens': '200000',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '6m0s',
      }),
    ).toEqual({
      requests: { limit: 10_000, remaining: 9_999, resetMs: 8_640 },
      tokens: { limit: 200_000, remaining: 0, resetMs: 360_000 },
    })
  })

  it('reads Qianfan, which says no reset', () => {
    expect(hint({ 'x-ratelimit-limit-tokens': '300000', 'x-ratelimit-remaining-tokens': '299997' })).toEqual({
      tokens: { limit: 300_000, remaining: 299_997 },
    })
  })

  it('reads names without a unit as those of requests', () => {
    expect(hint({ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '12' })).toEqual({
      requests: { limit: 60, remaining: 59, resetMs: 12_000 },
    })
  })

  it('reads Anthropic', () => {
    const bucket = (name: string) => ({
      [`anthropic-ratelimit-${name}-limit`]: '50',
      [`anthropic-ratelimit-${name}-remaining`]: '49',
      [`anthropic-ratelimit-${name}-reset`]: '2026-11-23T00:00:01Z',
    })
    const window = { limit: 50, remaining: 49, resetMs: 1_000 }
    expect(hint({ ...bucket('requests'), ...bucket('tokens') })).toEqual({ requests: window, tokens: window })
    expect(hint({ ...bucket('input-tokens'), ...bucket('output-tokens') })).toEqual({
      inputTokens: window,
      outputTokens: window,
    })
  })

  it.each(['', '-1', '1.5', '1e3', 'many', '0x10', 'NaN', 'Infinity', '9'.repeat(20)])(
    'counts nothing by "%s"',
    (odd) => {
      expect(hint({ 'x-ratelimit-limit-requests': odd, 'x-ratelimit-remaining-tokens': odd })).toBeUndefined()
    },
  )

  it.each([
    ['120ms', 120],
    ['1h2m3.5s', 3_723_500],
    ['0s', 0],
    ['1.25', 1_250],
    ['2026', 2_026_000],
    ['2026-11-23T00:00:45+00:00', 45_000],
    ['2020-01-01T00:00:00Z', 0],
  ])('takes a reset of "%s" for %i ms from now', (reset, resetMs) => {
    expect(hint({ 'x-ratelimit-reset-requests': reset })).toEqual({ requests: { resetMs } })
  })

  it.each(['', 'soon', '-5', '1735689600', '2026-99-99', '1e3s', `${'9'.repeat(400)}s`, '1s1h'])(
    'guesses nothing of a reset of "%s"',
    (reset) => {
      expect(hint({ 'x-ratelimit-reset-requests': reset })).toBeUndefined()
    },
  )

  it('keeps what can be read beside what cannot', () => {
    expect(hint({ 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-remaining-requests': '3' })).toEqual({
      requests: { remaining: 3 },
    })
  })
})

describe('duration', () => {
  it('reads what Go writes', () => {
    expect(['1ms', '1s', '1m', '1h', '1m0.5s', '1h1ms'].map(duration)).toEqual([
      1, 1_000, 60_000, 3_600_000, 60_500, 3_600_001,
    ])
  })

  it('is none for anything else', () => {
    expect([undefined, '', '5', 's', '1d', '1s ', '-1s', '1m1h'].map(duration)).toEqual(Array(8).fill(undefined))
  })
})
