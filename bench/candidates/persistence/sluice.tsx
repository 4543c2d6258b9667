import { httpTransport, type UIMessage, useChat } from '@sluice/react'
import { mount, textOf } from '../../support/page/mount.tsx'
import { said } from './history.ts'

const transport = httpTransport({ api: '/api/ui-message-stream' })
const history = said.map(({ id, role, text }) => ({ id, role, parts: [{ type: 'text' as const, text }] }))

mount<UIMessage>({
  history: said.length,
  useConversation() {
    const chat = useChat({ id: 'thread', transport })
    return {
      messages: chat.messages,
      isReady: chat.status === 'ready',
      send: (text) => void chat.sendMessage({ text }),
      seed: () => chat.setMessages(history),
    }
  },
  idOf: ({ id }) => id,
  useRow: (message) => <p>{textOf(message.parts)}</p>,
})
