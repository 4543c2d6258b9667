import { createPipeline, type JsonObject, type ToolDefinition } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'
import * as z from 'zod'
import { saveHistory } from '../../../../lib/history.ts'
import { messageSchemas } from '../../../../lib/messages.ts'

/** Stands for the provider. Asks for the weather first; once it knows the weather, it answers. */
const fetch = simulatedProvider({
  answer: ({ messages }) => {
    const result = messages.find(({ role }) => role === 'tool')
    if (result === undefined) return { toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] }
    return `The tool says ${result.text}.`
  },
})
const pipeline = createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) } })

const weather: ToolDefinition = {
  name: 'weather',
  description: 'The weather in a city',
  parameters: z.toJSONSchema(messageSchemas.tools.weather.input) as JsonObject,
}

export const { GET, POST, DELETE, OPTIONS } = createChatRoute({
  handler: pipeline,
  messageSchemas,
  prepare({ messages }) {
    const tone = messages.findLast(({ role }) => role === 'user')?.metadata?.tone ?? 'plain'
    return { system: `Answer in a ${tone} tone.`, tools: [weather] }
  },
  onFinish: ({ body, messages }) => saveHistory(body.id ?? '', messages),
})
