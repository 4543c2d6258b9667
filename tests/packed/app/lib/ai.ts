import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, openai, openaiCompatible } from '@sluice/next-adapter'

const provider = simulatedProvider({
  answer: ({ prompt }) => `You said: ${prompt}`,
  apiKey: process.env.SIMULATED_API_KEY,
  tokensPerSecond: 200,
})

export const pipeline = createPipeline({
  targets: {
    simulated: openaiCompatible({
      provider: 'simulated',
      model: 'only-the-server-knows-this-model',
      baseUrl: 'http://simulated.invalid/v1',
      apiKey: fromEnv('SIMULATED_API_KEY'),
      fetch: provider,
    }),
    gpt: openai('gpt-5-mini'),
  },
})
