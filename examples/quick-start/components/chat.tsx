'use client'
import { useChat } from '@sluice/react'
import { useState } from 'react'

export function Chat() {
  const { messages, status, error, sendMessage, stop } = useChat({ id: 'trip' })
  const [text, setText] = useState('')
  const isBusy = status === 'submitted' || status === 'streaming'

  return (
    <main>
      {messages.map(({ id, role, parts }) => (
        <p key={id}>
          {role}: {parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
        </p>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() === '') return
          void sendMessage({ text })
          setText('')
        }}
      >
        <input value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={isBusy}>
          Send
        </button>
        <button type="button" disabled={!isBusy} onClick={() => void stop()}>
          Stop
        </button>
      </form>
    </main>
  )
}
