import { openaiChat } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { createChatStore, DirectChatTransport } from '@sluice/react'

// Takes the place of Ollama, which listens on this machine and needs no key.
const fetch = simulatedProvider({ answer: ({ prompt, model }) => `${model} hears: ${prompt}` })

const transport = new DirectChatTransport({
  handler: openaiChat({ model: 'llama3.2', baseUrl: 'http://localhost:11434/v1', fetch }),
  request: ({ chatId }) => ({ system: `You answer in the chat ${chatId}.`, maxOutputTokens: 400 }),
})

const chat = createChatStore({ id: 'trip' })
chat.configure({ transport })
await chat.sendMessage({ text: 'Is anybody there?' })
console.log(chat.getState().messages.map(({ parts }) => parts.at(-1)))
