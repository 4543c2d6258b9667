import assert from 'node:assert/strict'
import { ChatError, createChatStore } from '@sluice/react'
import { testTransport } from '@sluice/react/testing'

// What `useChat` binds a component to, here without a component.
const transport = testTransport()
const chat = createChatStore({ id: 'trip' })
chat.configure({ transport, throttle: 0 })
const texts = () =>
  chat.getState().messages.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join(''))

// An answer, step by step.
const asked = chat.sendMessage({ text: 'Where to?' })
assert.equal(chat.getState().status, 'submitted')
transport.sends[0]?.text('To the')
transport.sends[0]?.text(' sea.')
transport.sends[0]?.finish()
await asked
assert.equal(chat.getState().status, 'ready')
assert.deepEqual(texts(), ['Where to?', 'To the sea.'])

// A refusal.
const refused = chat.sendMessage({ text: 'And then?' })
transport.sends[1]?.fail(new ChatError('rate-limited', 'Too many requests.', { retryAfterMs: 3_000 }))
await refused
assert.equal(chat.getState().status, 'error')
assert.equal(chat.getState().error?.retryAfterMs, 3_000)

// An answer that breaks off: what came stays.
const retried = chat.regenerate()
transport.sends[2]?.text('Up the')
transport.sends[2]?.cut()
await retried
assert.deepEqual(texts(), ['Where to?', 'To the sea.', 'And then?', 'Up the'])
assert.equal(chat.getState().messages.at(-1)?.metadata?.sluice?.ending, 'interrupted')

// A stop reaches the transport.
const stopped = chat.regenerate()
await chat.stop()
await stopped
assert.equal(transport.sends[3]?.isAborted, true)
console.log('sends:', transport.sends.length, 'status:', chat.getState().status)
