'use client'
import { useChat } from '@sluice/react'
import { useState } from 'react'

export function Chat() {
  const { messages, status, error, sendMessage, regenerate, stop } = useChat({ id: 'trip' })
  const [text, setText] = useState('')
  const [model, setModel] = useState('gpt')
  const isBusy = status === 'submitted' || status === 'streaming'

  return (
    <section>
      {messages.map((message) => (
        <article key={message.id}>
          <h2>{message.role}</h2>
          <p>{message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}</p>
          {message.metadata?.sluice?.ending === 'interrupted' && <em>This answer broke off.</em>}
          {message.metadata?.sluice?.usage && <small>{message.metadata.sluice.usage.outputTokens} tokens</small>}
        </article>
      ))}
      {error && (
        <p role="alert">
          {error.message}{' '}
          <button type="button" onClick={() => void regenerate({ body: { model } })}>
            Try again
          </button>
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() === '') return
          void sendMessage({ text }, { body: { model } })
          setText('')
        }}
      >
        <select value={model} onChange={(event) => setModel(event.target.value)}>
          <option>gpt</option>
          <option>deepseek</option>
        </select>
        <input value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={isBusy}>
          Send
        </button>
        <button type="button" disabled={!isBusy} onClick={() => void stop()}>
          Stop
        </button>
      </form>
    </section>
  )
}
