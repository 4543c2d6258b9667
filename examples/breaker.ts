import assert from 'node:assert/strict'
import { createBreaker } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'

const clock = createTestClock()
const breaker = createBreaker({
  consecutive: 3,
  openMs: 5_000,
  successes: 1,
  onChange: ({ from, state, reason }) => console.log(`${from} → ${state}`, reason ?? ''),
  clock, // stands still, for this example
  random: () => 0.5, // no jitter
})

const failing = () => breaker.run(() => Promise.reject(new TypeError('fetch failed')))
for (let call = 0; call < 3; call++) await assert.rejects(failing(), TypeError)

// Open: nobody is asked.
await assert.rejects(failing(), { code: 'circuit-open', retryAfterMs: 5_000 })

// Half-open: one call is let through, and it succeeds.
await clock.advance(5_000)
assert.equal(await breaker.run(async () => 'well again'), 'well again')
assert.equal(breaker.state().state, 'closed')
