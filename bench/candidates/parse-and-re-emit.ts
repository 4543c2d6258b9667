// Floor (b): parses the provider's events and writes UI message chunks, with nothing else around.
import { createParser } from 'eventsource-parser'

export const createHandler = (upstream: string) => async (request: Request) => {
  const { messages } = JSON.parse(await request.text())
  const reply = await fetch(`${upstream}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({
      model: 'bench',
      stream: true,
      messages: [{ role: 'user', content: messages[0].parts[0].text }],
    }),
    signal: request.signal,
  })
  const reader = reply.body!.getReader()
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const write = (part: object) => `data: ${JSON.stringify(part)}\n\n`
  let text = write({ type: 'start' }) + write({ type: 'start-step' }) + write({ type: 'text-start', id: '0' })
  const parser = createParser({
    onEvent({ data }) {
      if (data === '[DONE]') text += 'data: [DONE]\n\n'
      else {
        const delta = JSON.parse(data).choices[0]?.delta.content
        if (delta) text += write({ type: 'text-delta', id: '0', delta })
      }
    },
  })
  const stream = new ReadableStream({
    async pull(controller) {
      while (text === '') {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        parser.feed(decoder.decode(value, { stream: true }))
      }
      controller.enqueue(encoder.encode(text))
      text = ''
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
}
