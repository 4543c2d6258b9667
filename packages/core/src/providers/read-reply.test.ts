import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { openaiChat } from './openai-chat.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const whole = JSON.stringify({ choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] })
const frame = 'data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n'

function ask(body: BodyInit, type: string | undefined, stream: boolean) {
  const fetch = async () => new Response(body, type === undefined ? {} : { headers: { 'content-type': type } })
  const clock = createTestClock()
  return collect(openaiChat({ model: 'gpt', fetch, clock })({ messages, stream }, createCallContext()))
}
const pieces = (...texts: string[]) =>
  new ReadableStream({
    pull(controller) {
      const text = texts.shift()
      if (text === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(text))
    },
  })

describe('a reply is read as what it is', () => {
  it.each([
    ['JSON without that label', whole, 'text/plain', false],
    ['JSON with another label', whole, 'application/octet-stream', false],
    ['JSON with a label of its kind', whole, 'application/problem+json; charset=utf-8', true],
    ['JSON over several lines', JSON.stringify(JSON.parse(whole), null, 2), 'text/plain', false],
    ['JSON with blanks before it', ` \n${whole}`, 'application/json', true],
    ['a stream though none was wished for', frame, 'text/event-stream', false],
    ['a stream without a label', frame, 'text/plain', false],
    ['a stream that is called JSON', frame, 'application/json', true],
    ['a stream that is called JSON and begins with a name', `event: message\n${frame}`, 'application/json', true],
    ['a stream that is called JSON and begins with a comment', `: hi\n\n${frame}`, 'application/json', false],
    ['bare JSON with blanks before it', `  ${whole}\n\n`, 'text/plain', true],
  ])('%s', async (_, body, type, stream) => {
    expect(await ask(body, type, stream)).toMatchObject({ text: 'Hello', finishReason: 'stop' })
  })

  it('however it is cut', async () => {
    expect(await ask(pieces('\n', ' \n', 'd', 'ata', frame.slice(4)), 'application/json', true)).toMatchObject({
      text: 'Hello',
    })
    expect(await ask(pieces(' ', '\n', ...whole), 'text/plain', false)).toMatchObject({ text: 'Hello' })
  })

  it('and a page is none', async () => {
    await expect(ask('<html></html>', 'text/html', false)).rejects.toMatchObject({ code: 'server' })
    await expect(ask('', 'application/json', false)).rejects.toMatchObject({ code: 'server' })
  })
})

describe('what keeps a connection alive', () => {
  it.each(['data:\n\n', 'data: \n\n', 'event: ping\ndata: now\n\n', 'event: ping\ndata: {}\n\n', ': ping\n\n'])(
    'is no answer: %j',
    async (alive) => {
      const stream = `${alive}${frame}${alive}data: [DONE] \n\n`
      expect(await ask(stream, 'text/event-stream', true)).toMatchObject({ text: 'Hello' })
    },
  )
})
