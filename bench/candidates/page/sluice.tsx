import { httpTransport, type UIMessage, useChat } from '@sluice/react'
import { Markdown, mount, textOf } from '../../support/page/mount.tsx'
import { messages } from './history.ts'

const transport = httpTransport({ api: '/api/ui-message-stream' })

mount<UIMessage>({
  history: messages.length,
  useConversation() {
    const chat = useChat({ transport, messages })
    return {
      messages: chat.messages,
      isReady: chat.status === 'ready',
      send: (text) => void chat.sendMessage({ text }),
    }
  },
  idOf: ({ id }) => id,
  useRow: (message) => <Markdown text={textOf(message.parts)} />,
})
