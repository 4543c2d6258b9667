import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'

export const createUse = (options: { throttle?: number }) => {
  const transport = new DefaultChatTransport({ api: '/api/chat', fetch: (...call) => globalThis.fetch(...call) })
  return () => useChat({ transport, ...options })
}
