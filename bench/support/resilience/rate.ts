import { createMemoryCounterStore } from '@sluice/core'
import { TokenBucket } from 'limiter'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Measurements } from './measure.ts'

const takes = 1_000_000
// Never empty.
const perSecond = 1e9

/** µs a take. */
export const measurements: Measurements = {
  'sluice, requests and tokens': () => {
    const rule = { type: 'bucket', capacity: perSecond, refillPerSecond: perSecond } as const
    const set = createMemoryCounterStore().open([
      { key: 'requests', rule },
      { key: 'tokens', rule },
    ])
    const cost = [1, 500]
    for (let take = 0; take < takes; take++) set.take(cost)
    return takes
  },
  'limiter, requests': () => {
    const bucket = new TokenBucket({ bucketSize: perSecond, tokensPerInterval: perSecond, interval: 'second' })
    for (let take = 0; take < takes; take++) bucket.tryRemoveTokens(1)
    return takes
  },
  'rate-limiter-flexible, requests': async () => {
    const limiter = new RateLimiterMemory({ points: perSecond, duration: 60 })
    for (let take = 0; take < takes; take++) await limiter.consume('key', 1)
    return takes
  },
}
