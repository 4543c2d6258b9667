import assert from 'node:assert/strict'
import { createLimiter } from '@sluice/core'

const limiter = createLimiter({ requestsPerMinute: 600, tokensPerMinute: 90_000, concurrency: 2, maxWaitMs: 30_000 })

let most = 0
async function embed(text: string): Promise<number> {
  most = Math.max(most, limiter.active)
  await new Promise((resolve) => setTimeout(resolve, 10))
  return text.length
}

const texts = ['one', 'two', 'three', 'four', 'five']
const lengths = await Promise.all(
  texts.map((text) => limiter.run(() => embed(text), { priority: 2, cost: { tokens: 50 } })),
)
assert.deepEqual(lengths, [3, 3, 5, 4, 4])
assert.equal(most, 2)

// By hand: a ticket, and what the call has really used.
const ticket = await limiter.acquire({ cost: { tokens: 1_000 }, signal: AbortSignal.timeout(5_000) })
ticket.release({ usage: { inputTokens: 120, outputTokens: 80 }, congestion: 'none' })

// More than there ever is, is refused at once.
assert.throws(() => limiter.acquire({ cost: { tokens: 100_000 } }), { code: 'rate-limited' })
console.log(limiter.snapshot())
