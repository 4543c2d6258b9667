'use client'
import { type InferUIMessage, lastAssistantMessageIsCompleteWithToolCalls, useChat } from '@sluice/react'
// The type alone: nothing of the server gets into the page.
import type { POST } from '../app/api/chat/[[...path]]/route.ts'

type Message = InferUIMessage<typeof POST>

export function Chat({ history }: { history: Message[] }) {
  const { messages, sendMessage, addToolOutput } = useChat<Message>({
    id: 'trip',
    messages: history,
    onToolCall({ toolCall }) {
      if (toolCall.dynamic || toolCall.toolName !== 'weather') return
      const celsius = toolCall.input.city === 'Oslo' ? 3 : 20
      void addToolOutput({ tool: 'weather', toolCallId: toolCall.toolCallId, output: { celsius } })
    },
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
  })

  function ask() {
    const parts: Message['parts'] = [
      { type: 'text', text: 'Do I need a coat?' },
      { type: 'data-place', data: { city: 'Oslo', country: 'Norway' } },
    ]
    void sendMessage({ parts, metadata: { tone: 'plain' } })
  }

  return (
    <main>
      {messages.map(({ id, role, parts }) => (
        <article key={id}>
          <h2>{role}</h2>
          {parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end.
            <Part key={index} part={part} />
          ))}
        </article>
      ))}
      <button type="button" onClick={ask}>
        Do I need a coat in Oslo?
      </button>
    </main>
  )
}

function Part({ part }: { part: Message['parts'][number] }) {
  switch (part.type) {
    case 'text':
      return <p>{part.text}</p>
    case 'data-place':
      return (
        <address>
          {part.data.city}, {part.data.country}
        </address>
      )
    case 'tool-weather':
      if (part.state === 'output-available') return <p>It is {part.output.celsius} °C.</p>
      return <p>Looking at the sky{part.input?.city && ` of ${part.input.city}`}…</p>
    default:
      return null
  }
}
