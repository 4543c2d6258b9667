import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Takes the place of the network. Leave `apiKey` and `fetch` out and OpenAI answers.
const fetch = simulatedProvider({ answer: ({ prompt }) => `You asked: ${prompt}` })

const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

const { text, finishReason, usage } = await generate(pipeline, {
  system: 'Answer in one sentence.',
  prompt: 'What is a sluice?',
  maxOutputTokens: 200,
})

console.log(text)
console.log(finishReason, usage)
