import { OpenAIChatProvider, useXChat, XRequest } from '@ant-design/x-sdk'
import { Markdown, mount } from '../../support/page/mount.tsx'
import { said } from './history.ts'

interface Message {
  role: string
  content: string
}

interface MessageInfo {
  id: string | number
  message: Message
}

const provider = new OpenAIChatProvider({
  request: XRequest('/api/openai', { manual: true, params: { stream: true } }),
})
const defaultMessages = said.map(({ id, role, text }) => ({
  id,
  status: 'success' as const,
  message: { role, content: text },
}))

mount<MessageInfo>({
  history: said.length,
  useConversation() {
    const chat = useXChat({ provider, defaultMessages })
    return {
      messages: chat.messages,
      isReady: !chat.isRequesting,
      send: (content) => chat.onRequest({ messages: [{ role: 'user', content }] }),
    }
  },
  idOf: ({ id }) => id,
  useRow: ({ message }) => <Markdown text={message.content} />,
})
