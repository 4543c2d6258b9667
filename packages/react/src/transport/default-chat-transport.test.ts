import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { answering, eventStream, events } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import type { ChatTransport, ReconnectOptions, SendMessagesOptions } from './chat-transport.ts'
import { DefaultChatTransport } from './default-chat-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}
const finish = { type: 'finish' }
const respond = (init: RequestInit) =>
  init.method === 'POST' ? eventStream([events(finish)]).response : new Response(null, { status: 204 })

describe('DefaultChatTransport', () => {
  it('is made with new, and does what httpTransport does', async () => {
    const { fetch, asked } = answering(respond)
    const transport = new DefaultChatTransport({ api: '/chat', fetch, body: { model: 'gpt' } })
    expect(await transport.reconnectToStream({ chatId: 'thread' })).toBe(null)
    await transport.stopRun({ chatId: 'thread' })
    expect(await gather(await transport.sendMessages(send))).toEqual([[finish]])
    expect(asked.map(({ init, url }) => `${init.method} ${url}`)).toEqual([
      'GET /chat/thread/stream',
      'DELETE /chat/thread/stream',
      'POST /chat',
    ])
    expect(asked[2]?.body).toMatchObject({ model: 'gpt' })
  })

  it('needs no options', () => {
    expect(new DefaultChatTransport()).toMatchObject({ resumeStreamIsReplay: true })
  })

  it.each([
    [false, false],
    [true, true],
    [undefined, true],
  ])(
    'tells whoever rejoins an answer whether that comes from its beginning: %s is %s',
    (resumeStreamIsReplay, said) => {
      const transport: ChatTransport = new DefaultChatTransport({ resumeStreamIsReplay })
      expect(transport.resumeStreamIsReplay).toBe(said)
      class Extended extends DefaultChatTransport {}
      expect(new Extended({ resumeStreamIsReplay }).resumeStreamIsReplay).toBe(said)
    },
  )

  it('can be extended', async () => {
    const { fetch, asked } = answering(respond)
    class Named extends DefaultChatTransport<UIMessage<{ plan: string }>> {
      override sendMessages(options: SendMessagesOptions) {
        return super.sendMessages({ ...options, body: { ...options.body, from: 'Named' } })
      }
      override reconnectToStream(options: ReconnectOptions) {
        return super.reconnectToStream({ ...options, headers: { 'x-from': 'Named' } })
      }
    }
    const transport = new Named({ fetch })
    await transport.sendMessages(send)
    await transport.reconnectToStream({ chatId: 'thread' })
    expect(asked[0]?.body).toMatchObject({ from: 'Named' })
    expect(asked[1]?.headers.get('x-from')).toBe('Named')
    expect(transport).toBeInstanceOf(DefaultChatTransport)
  })
})
