import { createPipeline, generate, isChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { toWireError } from '@sluice/core/ui'
import { openai } from '@sluice/next-adapter'

// The first answer breaks off, the second call meets a bad key, the third is told to come back in two minutes.
const fetch = simulatedProvider({
  answer: () => 'Water flows downhill.',
  faults: [
    { type: 'cut', after: 2 },
    { type: 'status', status: 401, error: { code: 'invalid_api_key', message: 'Wrong key: sk-1234' } },
    { type: 'status', status: 429, retryAfterMs: 120_000, error: { code: 'rate_limit_exceeded' } },
  ],
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

for (let call = 0; call < 3; call++) {
  try {
    await generate(pipeline, { prompt: 'Where does water flow?' })
  } catch (error) {
    if (!isChatError(error)) throw error
    console.log(error.code, error.status, { retryable: error.retryable, retryAfterMs: error.retryAfterMs })
    console.log('  received before:', JSON.stringify(error.partial?.text))
    console.log('  the browser is told:', toWireError(error).code, '-', toWireError(error).message)
  }
}
