import { createChatStore } from '@sluice/react'
import { testTransport } from '@sluice/react/testing'

const transport = testTransport()
const chat = createChatStore()
chat.configure({ transport })

/** Says something, and lets the server answer. */
async function answered(sending: Promise<void>, answer: string): Promise<void> {
  transport.sends.at(-1)?.text(answer)
  transport.sends.at(-1)?.finish()
  await sending
  console.log(
    chat.getState().messages.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join('')),
  )
}

await answered(chat.sendMessage({ text: 'Where to?' }), 'To the sea.')
await answered(chat.regenerate(), 'Up the hill.')

const [question, answer] = chat.getState().messages
if (question === undefined || answer === undefined) throw new Error('There is no answer.')

// The first answer is still there, one step to the left.
const { index, count, goTo } = chat.branch(answer.id)
console.log(`answer ${index + 1} of ${count}`)
goTo(index - 1)
console.log(chat.getState().messages.at(-1)?.parts)

// An edit puts another question beside this one.
await answered(chat.sendMessage({ text: 'Where to in winter?', messageId: question.id }), 'Stay at home.')
const edited = chat.getState().messages[0]
console.log(edited && chat.branch(edited.id))
