import { describe, expect, it } from 'vitest'
import { rateLimitHeaders } from './rate-limit-headers.ts'

describe('rateLimitHeaders', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
  ])('says %i ms as %s s: whole seconds that are never too few', (resetMs, seconds) => {
    expect(rateLimitHeaders({ limit: 20, remaining: 7, resetMs })).toEqual({
      'ratelimit-limit': '20',
      'ratelimit-remaining': '7',
      'ratelimit-reset': seconds,
    })
  })

  it('are none where nothing is known', () => expect(rateLimitHeaders(undefined)).toEqual({}))
})
