import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, keyPool, openai } from '@sluice/next-adapter'

Object.assign(process.env, { KEY_OF_SEARCH: 'no-real-key-1', KEY_OF_SALES: 'no-real-key-2', KEY_LEFT: 'revoked-key' })

// Takes the place of OpenAI, and knows two of the keys.
const fetch = simulatedProvider({
  answer: ({ headers }) => `answered for ${headers.get('authorization')?.slice('Bearer '.length)}`,
  faults: ({ headers }) =>
    headers.get('authorization')?.endsWith('revoked-key') ? { type: 'status', status: 401 } : undefined,
})

const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini', {
      apiKey: keyPool([fromEnv('KEY_LEFT'), fromEnv('KEY_OF_SEARCH'), fromEnv('KEY_OF_SALES')]),
      fetch,
    }),
  },
})

for (let call = 0; call < 3; call++) console.log((await generate(pipeline, { prompt: 'Hello' })).text)
for (const lane of pipeline.snapshot().targets.gpt.lanes ?? []) console.log(lane)
