import { type ChatMessage, createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Asks for the weather first; once it knows the weather, it answers.
const fetch = simulatedProvider({
  answer: ({ messages }) =>
    messages.some(({ role }) => role === 'tool')
      ? 'Take an umbrella.'
      : { toolCalls: [{ name: 'weather', arguments: { city: 'Hangzhou' } }] },
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

const tools = [
  {
    name: 'weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
]
const messages: ChatMessage[] = [{ role: 'user', content: 'Do I need an umbrella in Hangzhou?' }]

const asked = await generate(pipeline, { messages, tools })
messages.push(asked.message)
for (const call of asked.toolCalls) {
  console.log('The model calls', call.name, call.arguments)
  messages.push({ role: 'tool', toolCallId: call.id, toolName: call.name, content: 'rain' })
}
const answered = await generate(pipeline, { messages, tools })
console.log(answered.text)
