import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: ({ prompt }) => prompt, firstTokenMs: 20 })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  limit: { gpt: { requestsPerMinute: 500, tokensPerMinute: 200_000, concurrency: 2 } },
})

async function ask(prompt: string, priority: 0 | 1 | 2 | 3): Promise<void> {
  await generate(pipeline, { prompt, priority, maxOutputTokens: 800 })
  console.log(prompt)
}

// Two are asked at once. Of the others the user goes first, though the batch was there before.
await Promise.all([ask('batch 1', 3), ask('batch 2', 3), ask('batch 3', 3), ask('batch 4', 3), ask('a user', 1)])
