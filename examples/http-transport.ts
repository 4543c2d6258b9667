import assert from 'node:assert/strict'
import { createMemoryRunLog, createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'
import { createChatStore, httpTransport } from '@sluice/react'

// The server of this example, and the way to it.
const provider = simulatedProvider({ answer: ({ prompt }) => `You said: ${prompt}` })
const { POST } = createChatRoute({
  handler: createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: provider }) } }),
  runLog: createMemoryRunLog(),
  identify: ({ headers }) => (headers.get('authorization') === 'Bearer token-2' ? { id: 'ada' } : null),
})
const toRoute: typeof fetch = (url, init) => POST(new Request(new URL(String(url), 'http://localhost'), init))

let token = 'token-1'
const transport = httpTransport({
  api: '/api/chat',
  fetch: toRoute,
  // Asked at every request, so a new token is used at once.
  headers: () => ({ authorization: `Bearer ${token}` }),
  // This server knows the conversation and wants what is new.
  prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
    body: { ...body, id, trigger, messageId, messages: messages.slice(-1) },
  }),
})

const chat = createChatStore({ id: 'trip' })
chat.configure({ transport })
await chat.sendMessage({ text: 'Hello' })
assert.equal(chat.getState().error?.code, 'unauthenticated')

token = 'token-2'
await chat.sendMessage({ text: 'Hello again' })
assert.equal(chat.getState().error, undefined)
console.log(chat.getState().messages.at(-1)?.parts.at(-1))
