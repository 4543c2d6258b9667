import {
  fetchServerSentEvents,
  indexedDBPersistence,
  localStoragePersistence,
  type UIMessage,
  useChat,
} from '@tanstack/ai-react'
import { mount, textOf } from '../../support/page/mount.tsx'
import { said } from './history.ts'

const connection = fetchServerSentEvents('/api/ag-ui')
const persistence = location.search === '?localStorage' ? localStoragePersistence() : indexedDBPersistence()
const history = said.map(({ id, role, text }) => ({ id, role, parts: [{ type: 'text' as const, content: text }] }))

mount<UIMessage>({
  history: said.length,
  useConversation() {
    const chat = useChat({ threadId: 'thread', connection, persistence })
    return {
      messages: chat.messages,
      isReady: chat.status === 'ready',
      send: (text) => void chat.sendMessage(text),
      seed: () => chat.setMessages(history),
    }
  },
  idOf: ({ id }) => id,
  useRow: (message) => <p>{textOf(message.parts)}</p>,
})
