import assert from 'node:assert/strict'
import { ChatError, createRetry } from '@sluice/core'

const retry = createRetry({
  attempts: 4,
  baseMs: 5,
  onRetry: ({ attempt, error }) => console.log(`attempt ${attempt}, because of`, String(error)),
})

let calls = 0
const weather = await retry.run(
  async ({ number, signal }) => {
    signal.throwIfAborted()
    calls++
    if (number < 3) throw new ChatError('server', 'The weather service failed.')
    return 'rain'
  },
  { signal: AbortSignal.timeout(5_000) },
)
assert.equal(weather, 'rain')
assert.equal(calls, 3)

// What cannot get better is not repeated.
const wrong = retry.run(async () => {
  throw new ChatError('bad-request', 'There is no such city.')
})
await assert.rejects(wrong, { code: 'bad-request' })
