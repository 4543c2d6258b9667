import assert from 'node:assert/strict'
import { createPipeline, generate, isChatError } from '@sluice/core'
import { createTestClock, simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const provider = simulatedProvider({
  answer: () => 'All quiet on the river.',
  faults: [
    { type: 'status', status: 429, retryAfterMs: 2_000, error: { code: 'rate_limit_exceeded' } },
    { type: 'cut', after: 3 },
  ],
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'test', fetch: provider }) },
})
const ask = () => generate(pipeline, { prompt: 'Any news?' })

await assert.rejects(ask(), { code: 'rate-limited', retryAfterMs: 2_000 })
await assert.rejects(ask(), (error) => isChatError(error) && error.partial?.text === 'All quiet on')
assert.equal((await ask()).text, 'All quiet on the river.')

assert.deepEqual(
  provider.calls.map(({ ending }) => ending),
  ['fault', 'fault', 'complete'],
)
console.log('faults: as expected')

// Time stands still until it is moved: a minute of waiting takes no minute.
const clock = createTestClock()
const slow = simulatedProvider({ answer: () => 'At last.', firstTokenMs: 60_000, clock })
const patient = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'test', fetch: slow, clock }) },
  onEvent(event) {
    if (event.type === 'call-ended') console.log(`first content after ${event.firstContentMs} ms`)
  },
  clock,
})
const answer = generate(patient, { prompt: 'Are you there?' })
await clock.advance(60_000)
assert.equal((await answer).text, 'At last.')
