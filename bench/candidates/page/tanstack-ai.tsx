import { fetchServerSentEvents, type UIMessage, useChat } from '@tanstack/ai-react'
import { Markdown, mount, textOf } from '../../support/page/mount.tsx'
import { said } from './history.ts'

const connection = fetchServerSentEvents('/api/ag-ui')
const initialMessages = said.map(({ id, role, text }) => ({
  id,
  role,
  parts: [{ type: 'text' as const, content: text }],
}))

mount<UIMessage>({
  history: said.length,
  useConversation() {
    const chat = useChat({ connection, initialMessages })
    return { messages: chat.messages, isReady: chat.status === 'ready', send: (text) => void chat.sendMessage(text) }
  },
  idOf: ({ id }) => id,
  useRow: (message) => <Markdown text={textOf(message.parts)} />,
})
