import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import type { SeenChat } from '../../../../tests/support/seen-chat.ts'
import { clearStorage } from '../storage/clear-storage.ts'
import { indexedDbStorage } from '../storage/indexed-db-storage.ts'
import { type UseChatResult, useChat } from '../use-chat.ts'

// For tests that drive a page from outside: a chat as an application has it, and what they look at and call.

const parameters = new URLSearchParams(location.search)
const scope = parameters.get('scope') ?? ''
const container = document.querySelector('#root')
const root = container && createRoot(container)
let chat: UseChatResult | undefined

function ChatWindow({ id }: { id: string }) {
  const current = useChat({ id, scope })
  useEffect(() => {
    chat = current
    return () => {
      chat = undefined
    }
  })
  const { messages, status, error, storage, notice, queue } = current
  const state = { status, error: error?.code, storage: storage.reason ?? storage.status, notice: notice?.notice }
  return (
    <main data-state={JSON.stringify(state)}>
      {messages.map((message) => (
        <article
          key={message.id}
          id={message.id}
          data-role={message.role}
          data-ending={message.metadata?.sluice?.ending}
        >
          {message.parts.map((part) => (part.type === 'text' ? part.text : ''))}
        </article>
      ))}
      {queue.map(({ id: queuedId, message }) => (
        <aside key={queuedId}>{message.parts.map((part) => (part.type === 'text' ? part.text : ''))}</aside>
      ))}
    </main>
  )
}

function look(): SeenChat | undefined {
  const main = document.querySelector('main')
  if (main === null) return undefined
  const { status = '', error = '', storage = '', notice = '' } = JSON.parse(main.dataset.state ?? '{}')
  const messages = [...main.querySelectorAll('article')].map(({ id, dataset, textContent }) => {
    return { id, role: dataset.role ?? '', ending: dataset.ending ?? '', text: textContent }
  })
  return {
    status,
    error,
    storage,
    notice,
    messages,
    queue: [...main.querySelectorAll('aside')].map((row) => row.textContent),
  }
}

/** Shows a conversation, another one in its place, or none. */
function show(id: string | undefined): void {
  root?.render(<StrictMode>{id !== undefined && <ChatWindow id={id} />}</StrictMode>)
}

Object.assign(globalThis, {
  look,
  show,
  chat: () => chat,
  clearAll: () => clearStorage(scope),
  removeChat: (id: string) => indexedDbStorage({ scope }).remove(id),
})
show(parameters.get('chat') ?? undefined)
