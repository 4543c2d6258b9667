import { createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import {
  anthropic,
  baiduIamToken,
  bceAuthV1,
  fromEnv,
  keyPool,
  openai,
  openaiCompatible,
  qianfan,
  qianfanV1,
} from '@sluice/next-adapter'

/** Stands for every vendor, and refuses whoever does not show its credential. */
const fetch = simulatedProvider({
  answer: ({ prompt }) => `You said: ${prompt}`,
  apiKey: process.env.SIMULATED_API_KEY,
  accessKeys: { packed: process.env.SIMULATED_API_KEY ?? '' },
  tokensPerSecond: 200,
})
const apiKey = fromEnv('SIMULATED_API_KEY')
const keyPair = { accessKeyId: 'packed', secretAccessKey: apiKey }

export const pipeline = createPipeline({
  targets: {
    simulated: openaiCompatible({
      provider: 'simulated',
      model: 'only-the-server-knows-this-model',
      baseUrl: 'http://simulated.invalid/v1',
      apiKey,
      fetch,
    }),
    signed: qianfanV1('ERNIE-4.0-8K', { auth: bceAuthV1(keyPair), fetch }),
    token: qianfan('ernie-4.5-turbo-128k', { apiKey: baiduIamToken({ ...keyPair, fetch }), fetch }),
    claude: anthropic('claude-sonnet-5', { apiKey, fetch }),
    pooled: openai('gpt-5', { apiKey: keyPool(['a-key-that-is-refused', apiKey]), fetch }),
    gpt: openai('gpt-5-mini'),
  },
})
