import { createPipeline, type ErrorTable, generate, isChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { compatibleVendor } from '@sluice/next-adapter'

const errors: ErrorTable = {
  words: { 'quota-exceeded': 'E_NO_CREDIT', 'rate-limited': 'E_SLOW_DOWN 429:E_BUSY', overloaded: 'E_BUSY' },
  phrases: { 'context-too-long': ['does not fit into the window'] },
}

/** A model at Example AI. The key is `EXAMPLE_AI_KEY` of the environment. */
const exampleAi = compatibleVendor({
  provider: 'example-ai',
  regions: { eu: 'https://api.eu.example.com/v1', cn: 'https://api.cn.example.com/v1' },
  keyVariable: 'EXAMPLE_AI_KEY',
  dialect: {
    maxTokensField: 'max_completion_tokens',
    thinking: (effort) => ({ deep_thought: effort !== 'none' }),
    errors,
  },
})

// Takes the place of the network: refuses the first call, answers the second.
const fetch = simulatedProvider({
  answer: ({ body, url }) => `${new URL(url).host} got deep_thought: ${body.deep_thought}`,
  faults: [{ type: 'status', status: 400, error: { code: 'e_no_credit' } }],
})
process.env.EXAMPLE_AI_KEY = 'no-real-key'

const pipeline = createPipeline({ targets: { example: exampleAi('example-large', { region: 'cn', fetch }) } })
for (const prompt of ['Hello?', 'Hello again?']) {
  try {
    console.log((await generate(pipeline, { prompt, reasoningEffort: 'high' })).text)
  } catch (error) {
    console.log(isChatError(error) ? error.code : error)
  }
}
