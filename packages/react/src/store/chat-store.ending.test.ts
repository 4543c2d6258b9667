import { ChatError } from '@sluice/core'
import { describe, expect, it, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { type StartedChat, startChat } from '../test-support/start-chat.ts'
import { testTransport } from '../testing/index.ts'
import type { AnswerEnding } from './chat-options.ts'

/** A chat whose answer has got as far as "Hel". */
async function halfWay(settings: Parameters<typeof startChat>[1] = {}): Promise<StartedChat & { sent: Promise<void> }> {
  const chat = startChat({}, settings)
  const sent = chat.store.sendMessage({ text: 'hi' })
  chat.transport.sends[0]!.text('Hel')
  await settled()
  return { ...chat, sent }
}

describe('stop', () => {
  it('keeps what has come and marks it as stopped', async () => {
    const { store, transport, shown, sent } = await halfWay()
    await store.stop()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(transport.sends[0]!.isAborted).toBe(true)
  })

  it('leaves no part open', async () => {
    const { store } = await halfWay()
    await store.stop()
    expect(store.getState().messages[1]?.parts).toEqual([
      { type: 'step-start' },
      { type: 'text', text: 'Hel', state: 'done' },
    ])
  })

  it('before any content leaves the question alone', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    await store.stop()
    await sent
    expect(shown()).toEqual(['user: hi'])
    expect(store.getState().status).toBe('ready')
    expect(transport.sends[0]!.isAborted).toBe(true)
  })

  it('ends at once although the transport takes no notice', async () => {
    const deaf = testTransport()
    const transport = { sendMessages: (options: object) => deaf.sendMessages({ ...asked(options) }) }
    const { store, shown } = startChat({}, { transport })
    const sent = store.sendMessage({ text: 'hi' })
    deaf.sends[0]!.text('Hel')
    await settled()
    await store.stop()
    await sent
    deaf.sends[0]!.text('lo')
    deaf.sends[0]!.finish()
    await settled()
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
  })

  it('works from within the update that shows the question, and nothing is sent', async () => {
    const { store, transport, shown } = startChat()
    store.subscribe(() => void store.stop())
    await store.sendMessage({ text: 'hi' })
    expect(shown()).toEqual(['user: hi'])
    expect(store.getState().status).toBe('ready')
    expect(transport.sends).toHaveLength(0)
  })
})

describe('a failure', () => {
  const busy = new ChatError('overloaded', 'Busy.', { retryAfterMs: 2_000 })

  it('in the middle keeps what has come and marks it as interrupted', async () => {
    const onError = vi.fn()
    const { store, transport, shown, sent } = await halfWay({ onError })
    transport.sends[0]!.fail(busy)
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    const { status, error } = store.getState()
    expect({ status, ...error }).toMatchObject({ status: 'error', code: 'overloaded', retryAfterMs: 2_000 })
    expect(onError).toHaveBeenCalledExactlyOnceWith(error)
  })

  it('before any content leaves the question, and regenerate asks again', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.fail(busy)
    await sent
    expect(shown()).toEqual(['user: hi'])
    expect(store.getState().error).toBe(busy)
    const again = store.regenerate()
    expect(store.getState()).toMatchObject({ status: 'submitted', error: undefined })
    expect(transport.sends[1]!.options).toMatchObject({ trigger: 'regenerate-message', messageId: undefined })
    transport.sends[1]!.text('Hello')
    transport.sends[1]!.finish()
    await again
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
  })

  it('is forgotten by clearError', async () => {
    const { store, transport, sent } = await halfWay()
    transport.sends[0]!.fail(busy)
    await sent
    store.clearError()
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
  })

  it('of a connection that ends too early is an interruption', async () => {
    const { store, transport, shown, sent } = await halfWay()
    transport.sends[0]!.cut()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(store.getState().error?.code).toBe('interrupted')
  })

  it('without a code, as other servers send it, is one of the server', async () => {
    const { store, transport, sent } = await halfWay()
    transport.sends[0]!.chunks({ type: 'error', errorText: 'Oh.' })
    await sent
    expect(store.getState().error).toMatchObject({ code: 'server', message: 'Oh.' })
  })

  it('of a transport that throws something else becomes a ChatError with that as its cause', async () => {
    const cause = new TypeError('theirs')
    const transport = { sendMessages: () => Promise.reject(cause) }
    const { store } = startChat({}, { transport })
    await store.sendMessage({ text: 'hi' })
    expect(store.getState().error).toMatchObject({ code: 'server', cause })
  })

  it('of a server that aborts the answer is an interruption', async () => {
    const { store, transport, shown, sent } = await halfWay()
    transport.sends[0]!.chunks({ type: 'abort' })
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(store.getState().error?.code).toBe('interrupted')
  })
})

describe('onFinish', () => {
  const calm = { isAbort: false, isDisconnect: false, isError: false, finishReason: undefined }
  it.each<[string, (chat: StartedChat) => unknown, Partial<AnswerEnding>]>([
    ['finished', ({ transport }) => transport.sends[0]!.finish(), { ...calm, finishReason: 'stop' }],
    ['was stopped', ({ store }) => store.stop(), { ...calm, isAbort: true }],
    ['was cut', ({ transport }) => transport.sends[0]!.cut(), { ...calm, isDisconnect: true, isError: true }],
    [
      'failed',
      ({ transport }) => transport.sends[0]!.fail(new ChatError('content-filtered', 'No.')),
      { ...calm, isError: true },
    ],
  ])('says that an answer %s', async (_, end, flags) => {
    const endings: AnswerEnding[] = []
    const chat = await halfWay({ onFinish: (ending) => endings.push(ending) })
    end(chat)
    await chat.sent
    const { messages } = chat.store.getState()
    expect(endings).toEqual([{ ...flags, message: messages[1], messages }])
  })

  it('says of a server that was not reached that the connection was lost', async () => {
    const onFinish = vi.fn()
    const { store, transport } = startChat({}, { onFinish })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.fail(new ChatError('network', 'Away.'))
    await sent
    expect(onFinish.mock.calls[0]?.[0]).toMatchObject({ isDisconnect: true, isError: true, isAbort: false })
  })
})

/** The same request without its signal. */
function asked(options: object) {
  return { ...(options as Parameters<ReturnType<typeof testTransport>['sendMessages']>[0]), abortSignal: undefined }
}
