'use client'
import { clearStorage, httpTransport, useChat } from '@sluice/react'

const transport = httpTransport({ api: '/api/chat', credentials: 'same-origin' })

export function Conversation({ threadId, userId }: { threadId: string; userId: string }) {
  const { messages, storage } = useChat({ id: threadId, scope: userId, transport })

  if (storage.status === 'loading') return <p>Loading …</p>
  return (
    <>
      {storage.status === 'failed' && (
        <p>{storage.reason === 'quota' ? 'The disk is full. ' : ''}This conversation is not kept on this device.</p>
      )}
      <ol>
        {messages.map(({ id, role, parts }) => (
          <li key={id}>
            {role}: {parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
          </li>
        ))}
      </ol>
    </>
  )
}

/** For logging out: removes what this user's conversations left in the browser. */
export async function forget(userId: string): Promise<void> {
  await clearStorage(userId)
}
