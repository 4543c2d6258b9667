import { httpTransport, useChat } from '@sluice/react'

export const createUse = (options: { throttle?: number }) => {
  const transport = httpTransport({ fetch: (...call) => globalThis.fetch(...call) })
  return () => useChat({ transport, ...options })
}
