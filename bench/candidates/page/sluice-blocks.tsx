import { httpTransport, useChat, useMessageBlocks, useMessageIds } from '@sluice/react'
import { Block, mount } from '../../support/page/mount.tsx'
import { messages } from './history.ts'

const transport = httpTransport({ api: '/api/ui-message-stream' })

mount<string>({
  history: messages.length,
  useConversation() {
    const { id, status, sendMessage } = useChat({ transport, messages })
    return {
      messages: useMessageIds({ chatId: id }),
      isReady: status === 'ready',
      send: (text) => void sendMessage({ text }),
    }
  },
  idOf: (id) => id,
  useRow: (id) => useMessageBlocks(id).map((block) => <Block key={block.id} text={block.text} />),
})
