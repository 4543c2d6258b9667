import assert from 'node:assert/strict'
import { createPipeline, generate, isChatError } from '@sluice/core'
import { createTestClock, simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const provider = simulatedProvider({
  answer: () => 'All quiet on the river.',
  faults: [
    { type: 'status', status: 500 },
    undefined,
    { type: 'cut', after: 3 },
    { type: 'status', status: 429, retryAfterMs: 120_000, error: { code: 'rate_limit_exceeded' } },
  ],
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'test', fetch: provider }) },
  random: () => 0, // no wait before a repetition
})
const ask = () => generate(pipeline, { prompt: 'Any news?' })

// Before any content the pipeline repeats the call: nobody sees the fault.
assert.equal((await ask()).text, 'All quiet on the river.')
// After that it cannot, and two minutes are more than it waits for a turn.
await assert.rejects(ask(), (error) => isChatError(error) && error.partial?.text === 'All quiet on')
await assert.rejects(ask(), { code: 'rate-limited' })

assert.deepEqual(
  provider.calls.map(({ ending }) => ending),
  ['fault', 'complete', 'fault', 'fault'],
)
console.log('faults: as expected')

// With everything off that repeats and waits, each fault is one failure.
const bare = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'test', fetch: simulatedProvider({ faults: { type: 'network' } }) }) },
  retry: false,
  breaker: false,
  limit: { gpt: { maxWaitMs: 0 } },
})
await assert.rejects(generate(bare, { prompt: 'Any news?' }), { code: 'network' })

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
