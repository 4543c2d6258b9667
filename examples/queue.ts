import assert from 'node:assert/strict'
import { createChatStore } from '@sluice/react'
import { testTransport } from '@sluice/react/testing'

const transport = testTransport()
const chat = createChatStore()
chat.configure({ transport, whenBusy: 'queue' })
const waiting = () =>
  chat.getState().queue.map(({ message }) => message.parts.map((part) => 'text' in part && part.text).join(''))

// Two more while the first is being answered: they wait.
const first = chat.sendMessage({ text: 'Where to?' })
void chat.sendMessage({ text: 'And then?' })
const last = chat.sendMessage({ text: 'And home?' })
assert.deepEqual(waiting(), ['And then?', 'And home?'])

// They can still be changed, taken back, or sent at once.
const [second] = chat.getState().queue
if (second !== undefined) {
  await chat.editQueued(second.id, { text: 'And after that?' })
  chat.removeQueued(second.id)
}
assert.deepEqual(waiting(), ['And home?'])

// A stop holds up what waits, so that nobody has to stop twice.
await chat.stop()
await first
assert.deepEqual(waiting(), ['And home?'])

// The next send lets it go on, in its order.
void chat.sendMessage({ text: 'Thank you.' })
transport.sends.at(-1)?.text('By train.')
transport.sends.at(-1)?.finish()
await last
console.log(
  chat
    .getState()
    .messages.map(({ role, parts }) => [role, ...parts.map((part) => ('text' in part ? part.text : part.type))]),
)
