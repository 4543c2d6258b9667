import { lastAssistantMessageIsCompleteWithToolCalls, type UIMessageChunk } from '@sluice/core/ui'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import type { ChatSettings } from './chat-options.ts'

afterEach(() => {
  vi.useRealTimers()
})

const call = (toolCallId = 'c'): UIMessageChunk => ({
  type: 'tool-input-available',
  toolCallId,
  toolName: 'weather',
  input: { city: '北京' },
})
const approval: UIMessageChunk = { type: 'tool-approval-request', approvalId: 'ok?', toolCallId: 'c' }

/** A chat whose model has called a tool. */
async function calling(settings: ChatSettings = {}, ...chunks: UIMessageChunk[]) {
  const chat = startChat({}, settings)
  const sent = chat.store.sendMessage({ text: 'hi' }, { headers: { 'x-tenant': 'a' } })
  chat.transport.sends[0]!.chunks(call(), ...chunks)
  await settled()
  const tool = () => chat.store.getState().messages[1]?.parts.find(({ type }) => type === 'tool-weather')
  const finish = async (index = 0) => {
    chat.transport.sends[index]!.finish()
    await settled()
  }
  return { ...chat, sent, tool, finish }
}
const output = { tool: 'weather', toolCallId: 'c', output: '21°' }

describe('onToolCall', () => {
  it('is told of the call, and the stream does not wait for it', async () => {
    const onToolCall = vi.fn(() => new Promise(() => {}))
    const { finish, sent, store } = await calling({ onToolCall })
    expect(onToolCall).toHaveBeenCalledExactlyOnceWith({ toolCall: call() })
    await finish()
    await sent
    expect(store.getState().status).toBe('ready')
  })

  it('may await addToolOutput inside', async () => {
    const { store, transport } = startChat()
    store.configure({
      onToolCall: async ({ toolCall: { toolCallId } }) => store.addToolOutput({ ...output, toolCallId }),
    })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks(call())
    transport.sends[0]!.finish()
    await sent
    expect(store.getState().messages[1]?.parts[1]).toMatchObject({ state: 'output-available', output: '21°' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('No network.')
      },
    ],
    ['rejects', () => Promise.reject(new Error('No network.'))],
  ])('fails the call when it %s, and the page hears of it', async (_, onToolCall) => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { store, transport } = startChat({}, { onToolCall })
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.chunks(call())
    transport.sends[0]!.finish()
    await sent
    for (let turn = 0; turn < 20; turn++) await undefined
    expect(store.getState().messages[1]?.parts).toContainEqual(
      expect.objectContaining({ state: 'output-error', errorText: 'No network.' }),
    )
    expect(() => vi.runAllTimers()).toThrow('No network.')
  })
})

describe('addToolOutput', () => {
  it('gives a call its output while the answer still comes', async () => {
    const { store, tool, finish, sent } = await calling()
    await store.addToolOutput(output)
    expect(tool()).toMatchObject({ state: 'output-available', output: '21°', input: { city: '北京' } })
    await finish()
    await sent
    expect(tool()).toMatchObject({ state: 'output-available', output: '21°' })
  })

  it('gives a call its output after the answer', async () => {
    const { store, tool, finish } = await calling()
    await finish()
    await store.addToolOutput({ tool: 'weather', toolCallId: 'c', state: 'output-error', errorText: 'Down.' })
    expect(tool()).toMatchObject({ state: 'output-error', errorText: 'Down.' })
  })

  it('changes nothing for a call that is not there', async () => {
    const { store, finish } = await calling()
    await finish()
    const before = store.getState()
    await store.addToolOutput({ ...output, toolCallId: 'nowhere' })
    expect(store.getState()).toBe(before)
  })
})

describe('addToolApprovalResponse', () => {
  it('answers the call that asks', async () => {
    const { store, tool, finish } = await calling({}, approval)
    await finish()
    expect(tool()).toMatchObject({ state: 'approval-requested' })
    await store.addToolApprovalResponse({ id: 'ok?', approved: false, reason: 'No.' })
    expect(tool()).toMatchObject({ state: 'approval-responded', approval: { approved: false, reason: 'No.' } })
  })
})

describe('sendAutomaticallyWhen', () => {
  const whenComplete = { sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls }

  it('goes on with the same answer once every call has its output', async () => {
    const { store, transport, finish } = await calling(whenComplete)
    await finish()
    expect(transport.sends).toHaveLength(1)
    const answered = store.addToolOutput({ ...output, options: { body: { more: 1 } } })
    await settled()
    expect(transport.sends).toHaveLength(2)
    const { messages, trigger, messageId, body } = transport.sends[1]!.options
    expect([messages.length, trigger, messageId, body]).toEqual([2, 'submit-message', 'answer-1', { more: 1 }])
    transport.sends[1]!.text('Warm.')
    await finish(1)
    await answered
    expect(store.getState().messages).toHaveLength(2)
    expect(store.getState().messages[1]?.parts.map(({ type }) => type)).toEqual([
      'step-start',
      'tool-weather',
      'step-start',
      'text',
    ])
  })

  it('is asked when the answer ends, if the output came before that', async () => {
    const { store, transport, finish } = await calling(whenComplete)
    await store.addToolOutput(output)
    expect(transport.sends).toHaveLength(1)
    await finish()
    expect(transport.sends).toHaveLength(2)
    // As the send that began it.
    expect(transport.sends[1]!.options.headers).toEqual({ 'x-tenant': 'a' })
  })

  it('sends once, however many outputs come at once', async () => {
    const { store, transport, finish } = await calling(whenComplete, call('d'))
    await finish()
    void store.addToolOutput(output)
    void store.addToolOutput({ ...output, toolCallId: 'd' })
    await settled()
    expect(transport.sends).toHaveLength(2)
  })

  it('is not asked after a stop', async () => {
    const sendAutomaticallyWhen = vi.fn(() => true)
    const { store } = await calling({ sendAutomaticallyWhen })
    await store.stop()
    await store.addToolOutput(output)
    expect(sendAutomaticallyWhen).not.toHaveBeenCalled()
  })

  it('does not send what a stop has overtaken while it decided', async () => {
    let decide: (goesOn: boolean) => void = () => {}
    const sendAutomaticallyWhen = () => new Promise<boolean>((resolve) => (decide = resolve))
    const { store, transport, finish } = await calling({ sendAutomaticallyWhen })
    await finish()
    await store.stop()
    decide(true)
    await settled()
    expect(transport.sends).toHaveLength(1)
  })

  it('goes before what waits in the queue', async () => {
    const { store, transport, finish } = await calling(whenComplete)
    void store.sendMessage({ text: 'next' })
    await store.addToolOutput(output)
    await finish()
    expect(transport.sends[1]!.options.messages.at(-1)?.role).toBe('assistant')
    await finish(1)
    expect(transport.sends[2]!.options.messages.at(-1)?.role).toBe('user')
  })

  it('that throws has decided nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { store, transport } = startChat(
      {},
      {
        sendAutomaticallyWhen: () => {
          throw new Error('broken')
        },
      },
    )
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.text('Hello')
    transport.sends[0]!.finish()
    await sent
    expect(store.getState().status).toBe('ready')
    expect(() => vi.runAllTimers()).toThrow('broken')
  })

  it('does not ask for ever what is answered with nothing', async () => {
    const { store, transport } = startChat({}, { sendAutomaticallyWhen: () => true })
    void store.sendMessage({ text: 'hi' })
    for (let round = 0; round < 5; round++) {
      transport.sends.at(-1)!.finish()
      await settled()
    }
    expect(transport.sends.length).toBeLessThan(3)
  })
})
