import type { UIMessage } from '@sluice/core/ui'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { memo, StrictMode, useEffect } from 'react'
import { render } from 'vitest-browser-react'
import { type UseChatOptions, type UseChatResult, useChat } from '../use-chat.ts'
import { transcript } from './transcript.ts'

interface ChatProps {
  options: UseChatOptions
  onRender: (chat: UseChatResult) => void
  onRowRender: (id: string) => void
}

/** A plain chat window; it tells of its renders. */
export function Chat({ options, onRender, onRowRender }: ChatProps) {
  const chat = useChat(options)
  useEffect(() => void onRender(chat))
  return (
    <ul>
      {chat.messages.map((message) => (
        <Row key={message.id} message={message} onRender={onRowRender} />
      ))}
    </ul>
  )
}

const Row = memo(({ message, onRender }: { message: UIMessage; onRender: (id: string) => void }) => {
  useEffect(() => void onRender(message.id))
  return <li>{transcript([message])[0]}</li>
})

/** A chat on screen, with a query client of its own, as on a page that was just loaded, unless one is given. */
export async function mountChat(options: UseChatOptions, client = new QueryClient()) {
  const results: UseChatResult[] = []
  const rowRenders: string[] = []
  const onRender = (chat: UseChatResult) => void results.push(chat)
  const onRowRender = (id: string) => void rowRenders.push(id)
  const page = (shown: UseChatOptions) => (
    <StrictMode>
      <QueryClientProvider client={client}>
        <Chat options={shown} onRender={onRender} onRowRender={onRowRender} />
      </QueryClientProvider>
    </StrictMode>
  )
  const { container, rerender, unmount } = await render(page(options))
  function chat(): UseChatResult {
    const latest = results.at(-1)
    if (latest === undefined) throw new Error('The chat has not been rendered.')
    return latest
  }
  return {
    client,
    rowRenders,
    renders: () => results.length,
    chat,
    /** The lines on screen. */
    shown: () => [...container.querySelectorAll('li')].map((row) => row.textContent),
    setOptions: (next: UseChatOptions) => rerender(page(next)),
    unmount,
  }
}
