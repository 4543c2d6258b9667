import { type ChatMessage, createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { anthropic } from '@sluice/next-adapter'

// Thinks and asks for the weather; refuses the result of the tool if its thoughts do not come back unchanged.
const fetch = simulatedProvider({
  answer: ({ messages }) =>
    messages.some(({ role }) => role === 'tool')
      ? 'Take an umbrella.'
      : { reasoning: 'I need the weather.', toolCalls: [{ name: 'weather', arguments: { city: 'Hangzhou' } }] },
})
const pipeline = createPipeline({
  targets: { claude: anthropic('claude-sonnet-4-5', { apiKey: 'no-real-key', fetch }) },
})

const tools = [{ name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }]
const messages: ChatMessage[] = [{ role: 'user', content: 'Do I need an umbrella in Hangzhou?' }]

const turn = await generate(pipeline, { messages, tools, reasoningEffort: 'medium' })
console.log(turn.reasoning)

// The message holds what the provider wants back: here the signature of the model's thoughts.
messages.push(turn.message)
for (const call of turn.toolCalls) {
  messages.push({ role: 'tool', toolCallId: call.id, toolName: call.name, content: 'rain' })
}
console.log((await generate(pipeline, { messages, tools, reasoningEffort: 'medium' })).text)
