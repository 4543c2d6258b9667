import { ChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { gather } from '../test-support/gather.ts'
import { batches, type SendMessagesOptions } from '../transport/chat-transport.ts'
import { testTransport } from './test-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
}

describe('testTransport', () => {
  it('answers at once with what a function says', async () => {
    const transport = testTransport(({ chatId }) => `Hello ${chatId}`)
    const chunks = (await gather(batches(await transport.sendMessages(send)))).flat()
    expect(chunks.map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
    ])
    expect(chunks[3]).toMatchObject({ delta: 'Hello thread' })
  })

  it('refuses when told to fail before anything was sent', async () => {
    const transport = testTransport()
    const sent = transport.sendMessages(send)
    const error = new ChatError('over-budget', 'No.')
    transport.sends[0]!.fail(error)
    await expect(sent).rejects.toBe(error)
  })

  it('says that it was stopped, and rejects with the reason', async () => {
    const controller = new AbortController()
    const transport = testTransport()
    const sent = transport.sendMessages({ ...send, abortSignal: controller.signal })
    expect(transport.sends[0]!.isAborted).toBe(false)
    controller.abort('stop')
    expect(transport.sends[0]!.isAborted).toBe(true)
    await expect(sent).rejects.toBe('stop')
  })
})
