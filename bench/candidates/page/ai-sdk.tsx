import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport, type UIMessage } from 'ai'
import { Markdown, MarkdownBlocks, mount, textOf } from '../../support/page/mount.tsx'
import { messages } from './history.ts'

const transport = new DefaultChatTransport({ api: '/api/ui-message-stream' })
const query = new URLSearchParams(location.search)
const options = query.has('throttle') ? { throttle: Number(query.get('throttle')) } : {}
const Text = query.has('blocks') ? MarkdownBlocks : Markdown

mount<UIMessage>({
  history: messages.length,
  useConversation() {
    const chat = useChat({ transport, messages, ...options })
    return {
      messages: chat.messages,
      isReady: chat.status === 'ready',
      send: (text) => void chat.sendMessage({ text }),
    }
  },
  idOf: ({ id }) => id,
  useRow: (message) => <Text text={textOf(message.parts)} />,
})
