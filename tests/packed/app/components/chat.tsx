'use client'

import { useChat } from '@sluice/react'
import { useState } from 'react'

export function Chat() {
  const { messages, sendMessage, status, stop, error } = useChat({ id: 'packed' })
  const [text, setText] = useState('')
  return (
    <main>
      <h1>A packed chat, {status}</h1>
      {messages.map((message) => (
        <p key={message.id}>
          {message.role}: {message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
        </p>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void sendMessage({ text })
          setText('')
        }}
      >
        <input aria-label="Message" value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit">Send</button>
        <button type="button" onClick={() => void stop()}>
          Stop
        </button>
      </form>
    </main>
  )
}
