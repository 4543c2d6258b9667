// The floor of any hook: bytes decoded, events parsed, JSON parsed, and nothing done with it.
import { createParser } from 'eventsource-parser'

export async function read(): Promise<void> {
  const response = await fetch('/api/chat')
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ data }) => data === '[DONE]' || JSON.parse(data) })
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    parser.feed(decoder.decode(value, { stream: true }))
  }
}
