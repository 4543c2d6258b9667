'use client'
import { DefaultChatTransport, lastAssistantMessageIsCompleteWithToolCalls, useChat } from '@sluice/react'
import { useState } from 'react'
import type { Message } from './message.ts'

export function Chat({ api, fetch, onDone }: ChatProps) {
  const [model, setModel] = useState('gpt')
  const [progress, setProgress] = useState(0)
  const { messages, status, error, sendMessage, regenerate, stop, setMessages, clearError, addToolOutput } =
    useChat<Message>({
      transport: new DefaultChatTransport({
        api,
        fetch,
        headers: () => ({ 'x-tenant': 'acme' }),
        prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
          body: { ...body, id, messages: messages.slice(-20), trigger, messageId, model },
        }),
      }),
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
      onToolCall({ toolCall }) {
        if (toolCall.dynamic || toolCall.toolName !== 'timeZone') return
        void addToolOutput({ tool: 'timeZone', toolCallId: toolCall.toolCallId, output: 'Asia/Shanghai' })
      },
      onData: (part) => part.type === 'data-progress' && setProgress(part.data.percent),
      onError: (failure) => onDone(`failed: ${failure.message}`),
      onFinish: ({ message, isAbort }) => onDone(isAbort ? 'stopped' : `${message.parts.length} parts`),
    })

  return (
    <section>
      <select value={model} onChange={(event) => setModel(event.target.value)}>
        <option>gpt</option>
        <option>qwen</option>
      </select>
      <progress value={progress} max={100} />
      {messages.map(({ id, role, parts, metadata }) => (
        <article key={id} data-role={role}>
          {parts.map((part, index) => {
            const key = `${id}-${index}`
            switch (part.type) {
              case 'text':
                return <p key={key}>{part.text}</p>
              case 'reasoning':
                return <details key={key}>{part.text}</details>
              case 'file':
                return <img key={key} alt={part.filename ?? ''} src={part.url} />
              case 'tool-timeZone':
                return <code key={key}>{part.state === 'output-available' ? part.output : part.state}</code>
              default:
                return null
            }
          })}
          {metadata?.model !== undefined && <small>{metadata.model}</small>}
          {role === 'user' && (
            <button type="button" onClick={() => void sendMessage({ text: 'Edited.', messageId: id })}>
              Edit
            </button>
          )}
        </article>
      ))}
      <output>{status}</output>
      {error && (
        <button type="button" onClick={clearError}>
          {error.message}
        </button>
      )}
      <button type="button" onClick={() => void sendMessage({ text: 'What time is it?' })}>
        Ask
      </button>
      <button type="button" onClick={() => void regenerate()}>
        Again
      </button>
      <button type="button" onClick={() => void stop()}>
        Stop
      </button>
      <button type="button" onClick={() => setMessages([])}>
        Clear
      </button>
    </section>
  )
}

interface ChatProps {
  api: string
  fetch: typeof globalThis.fetch
  onDone: (what: string) => void
}
