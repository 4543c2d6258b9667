import { createPipeline } from '@sluice/core'
import { fromEnv, openai, openaiCompatible } from '@sluice/next-adapter'

export const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini'), // the key is read from OPENAI_API_KEY
    deepseek: openaiCompatible({
      provider: 'deepseek',
      model: 'deepseek-chat',
      baseUrl: 'https://api.deepseek.com',
      apiKey: fromEnv('DEEPSEEK_API_KEY'),
    }),
  },
})
