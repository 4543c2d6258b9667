import assert from 'node:assert/strict'
import { createMemoryRunLog, createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, openai } from '@sluice/next-adapter'
import { createChatStore, httpTransport } from '@sluice/react'

const answer = 'One, two, three, four, five, six, seven, eight.'
const provider = simulatedProvider({ answer: () => answer, tokensPerSecond: 100 })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: provider }) },
})

const route = createChatRoute({
  handler: pipeline,
  // In an app: the user of the session. Only who started a run may read or stop it.
  identify: () => ({ id: 'ada' }),
  runLog: createMemoryRunLog(),
  onDisconnect: { continueMs: 120_000 },
})

// The way to the server. The first connection is lost in the middle of the answer.
const seen: string[] = []
const fetch: typeof globalThis.fetch = async (url, init) => {
  const request = new Request(new URL(String(url), 'http://localhost'), init)
  const response = await route[request.method as 'GET' | 'POST' | 'DELETE'](request)
  seen.push(`${request.method} ${request.headers.get('last-event-id')?.replace(/.*\./, 'after event ') ?? ''}`.trim())
  return seen.length > 1 ? response : new Response(response.body?.pipeThrough(cutAfter(5)), response)
}

/** Passes so many pieces on, then breaks. */
function cutAfter(pieces: number): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(piece, controller) {
      if (pieces-- > 0) controller.enqueue(piece)
      else controller.error(new TypeError('network error'))
    },
  })
}

const chat = createChatStore({ id: 'trip' })
chat.configure({ transport: httpTransport({ fetch }) })
await chat.sendMessage({ text: 'Count to eight.' })

const { messages, error } = chat.getState()
const text = messages
  .at(-1)
  ?.parts.map((part) => (part.type === 'text' ? part.text : ''))
  .join('')
assert.equal(error, undefined)
assert.equal(text, answer)
assert.equal(provider.calls.length, 1)
console.log(seen, text)
