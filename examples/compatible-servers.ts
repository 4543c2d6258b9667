import { createPipeline } from '@sluice/core'
import { fromEnv, openaiCompatible } from '@sluice/next-adapter'

const pipeline = createPipeline({
  targets: {
    vllm: openaiCompatible({ provider: 'vllm', model: 'Qwen/Qwen3-8B', baseUrl: 'http://localhost:8000/v1' }),
    lmstudio: openaiCompatible({ provider: 'lmstudio', model: 'gemma-3-12b', baseUrl: 'http://localhost:1234/v1' }),
    mistral: openaiCompatible({
      provider: 'mistral',
      model: 'mistral-small-latest',
      baseUrl: 'https://api.mistral.ai/v1',
      apiKey: fromEnv('MISTRAL_API_KEY'),
    }),
    gateway: openaiCompatible({
      provider: 'gateway',
      model: 'house-model',
      baseUrl: 'https://llm.example.com/v1',
      apiKey: fromEnv('GATEWAY_KEY'),
      dialect: { maxTokensField: 'max_completion_tokens' },
      extraBody: { top_k: 20 },
    }),
  },
})

// Nothing is asked here: only whether every key is there.
for (const problem of await pipeline.check()) console.log(problem)
