import assert from 'node:assert/strict'
import { createPipeline, type ToolDefinition } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'
import { Chat, httpTransport, lastAssistantMessageIsCompleteWithToolCalls, type UIMessage } from '@sluice/react'

// The server: its model wants to know the time zone first.
const provider = simulatedProvider({
  answer: ({ messages }) => {
    const result = messages.find(({ role }) => role === 'tool')
    return result === undefined ? { toolCalls: [{ name: 'timeZone', arguments: {} }] } : `You are in ${result.text}.`
  },
})
const timeZone: ToolDefinition = {
  name: 'timeZone',
  description: "The user's time zone",
  parameters: { type: 'object', properties: {} },
}
const { POST } = createChatRoute({
  handler: createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: provider }) } }),
  prepare: () => ({ tools: [timeZone] }),
})
const toRoute: typeof fetch = (url, init) => POST(new Request(new URL(String(url), 'http://localhost'), init))

type Message = UIMessage<unknown, Record<string, never>, { timeZone: { input: object; output: string } }>

// A chat that belongs to no component. `useChat({ chat })` shows it.
const chat = new Chat<Message>({
  id: 'trip',
  transport: httpTransport({ fetch: toRoute }),
  onToolCall({ toolCall: { toolName, toolCallId } }) {
    if (toolName !== 'timeZone') return
    void chat.addToolOutput({ tool: 'timeZone', toolCallId, output: 'Asia/Shanghai' })
  },
  sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
})

await chat.sendMessage({ text: 'Where am I?' })
assert.equal(chat.status, 'ready')
console.log(chat.lastMessage?.parts)
