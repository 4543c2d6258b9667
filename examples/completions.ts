import { createPipeline, generate, isChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Takes the place of OpenAI, which would go on with the text.
const fetch = simulatedProvider({ answer: ({ wire }) => ` and left the city at dawn. (${wire})` })

const pipeline = createPipeline({
  targets: { instruct: openai('gpt-3.5-turbo-instruct', { api: 'completions', apiKey: 'no-real-key', fetch }) },
})

const prompt = 'The keeper closed the sluice'
const { text } = await generate(pipeline, { prompt, maxOutputTokens: 60, stop: ['\n'] })
console.log(prompt + text)

try {
  await generate(pipeline, { system: 'You are a poet.', prompt })
} catch (error) {
  // One prompt is all that this wire has: nothing was sent.
  console.log(isChatError(error) ? `${error.code}: ${error.message}` : error)
}
