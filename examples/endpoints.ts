import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { dashscope, fromEnv } from '@sluice/next-adapter'

Object.assign(process.env, { BEIJING_KEY: 'no-real-key', SINGAPORE_KEY: 'no-real-key', GATEWAY_KEY: 'no-real-key' })

// Takes the place of the network. Beijing is asked too much, and says for how long.
const fetch = simulatedProvider({
  answer: ({ url }) => new URL(url).host,
  faults: ({ url }) =>
    url.includes('//dashscope.aliyuncs.com') ? { type: 'status', status: 429, retryAfterMs: 30_000 } : undefined,
})

const pipeline = createPipeline({
  targets: {
    qwen: dashscope('qwen-plus', {
      endpoints: [
        { region: 'cn-beijing', apiKey: fromEnv('BEIJING_KEY') },
        // Only while Beijing is benched: Singapore then gets three calls of four.
        { region: 'intl', apiKey: fromEnv('SINGAPORE_KEY'), order: 1, weight: 3 },
        { baseUrl: 'https://llm.example.com/v1', name: 'own', apiKey: fromEnv('GATEWAY_KEY'), order: 1 },
      ],
      fetch,
    }),
  },
})

for (let call = 0; call < 4; call++) {
  const { text } = await generate(pipeline, { prompt: 'Where are you?' })
  console.log(text)
}
console.log(pipeline.snapshot().targets.qwen.lanes)

try {
  // The key of the environment belongs to DashScope, and this host does not.
  dashscope('qwen-plus', { baseUrl: 'https://dashscope.example.com/v1' })
} catch (error) {
  console.log(String(error))
}
