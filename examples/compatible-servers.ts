import { createPipeline } from '@sluice/core'
import { fromEnv, openai, openaiCompatible } from '@sluice/next-adapter'

const pipeline = createPipeline({
  targets: {
    openai: openai('gpt-5-mini'),
    deepseek: openaiCompatible({
      provider: 'deepseek',
      model: 'deepseek-chat',
      baseUrl: 'https://api.deepseek.com',
      apiKey: fromEnv('DEEPSEEK_API_KEY'),
    }),
    qwen: openaiCompatible({
      provider: 'dashscope',
      model: 'qwen-plus',
      baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
      apiKey: fromEnv('DASHSCOPE_API_KEY'),
      extraBody: { enable_thinking: false },
    }),
    ollama: openaiCompatible({ provider: 'ollama', model: 'qwen3:8b', baseUrl: 'http://localhost:11434/v1' }),
    vllm: openaiCompatible({ provider: 'vllm', model: 'Qwen/Qwen3-8B', baseUrl: 'http://localhost:8000/v1' }),
  },
})

// Nothing is asked here: only whether every key is there.
for (const problem of await pipeline.check()) console.log(problem)
