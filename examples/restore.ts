import { createMemoryKeyValueStore, createPipeline, generate, isChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ faults: { type: 'status', status: 500 } })
const targets = { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) }

/** Stands for a store that outlives the process. */
const store = createMemoryKeyValueStore()

// One instance of a function learns that the provider is down, and keeps what it knows.
const first = createPipeline({ targets, retry: { attempts: 5, baseMs: 1 } })
await generate(first, { prompt: 'Are you there?' }).catch(() => undefined)
await store.set('sluice', JSON.stringify(first.snapshot()))

// The next one goes on from there: it does not ask in vain.
const second = createPipeline({ targets })
second.restore(JSON.parse((await store.get('sluice')) ?? 'null'))
try {
  await generate(second, { prompt: 'Are you there?' })
} catch (error) {
  if (!isChatError(error)) throw error
  console.log(error.code, error.retryAfterMs !== undefined, 'calls made:', fetch.calls.length)
}
