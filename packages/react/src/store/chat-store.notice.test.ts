import { ChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { settled } from '../test-support/settled.ts'
import { type StartedChat, startChat } from '../test-support/start-chat.ts'

const told = (notice: string, details: object = {}): UIMessageChunk => ({
  type: 'data-sluice-notice',
  data: { notice, ...details },
  transient: true,
})

/** A chat whose answer is awaited, and that has been told why. */
async function waiting(settings: Parameters<typeof startChat>[1] = {}): Promise<StartedChat & { sent: Promise<void> }> {
  const chat = startChat({}, settings)
  const sent = chat.store.sendMessage({ text: 'hi' })
  chat.transport.sends[0]!.chunks(told('queued', { waitMs: 900 }))
  await settled()
  return { ...chat, sent }
}

describe('a notice', () => {
  it('is in the state with what is known of it, while the chat goes on waiting', async () => {
    const { store, shown } = await waiting()
    expect(store.getState()).toMatchObject({ notice: { notice: 'queued', waitMs: 900 }, status: 'submitted' })
    expect(shown()).toEqual(['user: hi'])
  })

  it('reaches onData too', async () => {
    const onData = vi.fn()
    await waiting({ onData })
    expect(onData).toHaveBeenCalledExactlyOnceWith(told('queued', { waitMs: 900 }))
  })

  it('gives way to the next one', async () => {
    const { store, transport } = await waiting()
    transport.sends[0]!.chunks(told('retrying', { attempt: 2, delayMs: 300, reason: 'server' }))
    await settled()
    expect(store.getState().notice).toEqual({ notice: 'retrying', attempt: 2, delayMs: 300, reason: 'server' })
  })

  it('costs one update, and none where nothing new is said', async () => {
    const { store, transport } = await waiting()
    const updates = vi.fn()
    store.subscribe(updates)
    transport.sends[0]!.chunks(told('retrying'))
    await settled()
    expect(updates).toHaveBeenCalledTimes(1)
    transport.sends[0]!.chunks({ type: 'start-step' })
    await settled()
    expect(updates).toHaveBeenCalledTimes(1)
  })

  it('is gone with the first content, in the update that shows it, without waiting for the pace', async () => {
    const { store, transport } = await waiting({ throttle: 10_000 })
    const states: unknown[] = []
    store.subscribe(() => {
      const { notice, status, messages } = store.getState()
      states.push([notice, status, messages.length])
    })
    transport.sends[0]!.text('Hel')
    await settled()
    expect(states).toEqual([[undefined, 'streaming', 2]])
  })

  it.each<[string, (chat: StartedChat) => unknown, string]>([
    ['ends', ({ transport }) => transport.sends[0]!.finish(), 'ready'],
    ['is stopped', ({ store }) => store.stop(), 'ready'],
    ['fails', ({ transport }) => transport.sends[0]!.fail(new ChatError('server', 'No.')), 'error'],
    ['breaks off', ({ transport }) => transport.sends[0]!.cut(), 'error'],
    ['is put aside', ({ store }) => store.setMessages([]), 'ready'],
  ])('is gone when the answer %s', async (_, end, status) => {
    const chat = await waiting()
    await end(chat)
    await chat.sent
    expect(chat.store.getState()).toMatchObject({ notice: undefined, status })
  })

  it('of an answer that was put aside is not heard any more', async () => {
    const { store, transport } = await waiting()
    store.setMessages([])
    transport.sends[0]!.chunks(told('retrying'))
    await settled()
    expect(store.getState().notice).toBeUndefined()
  })
})

describe('an answer that starts again', () => {
  it('clears what was shown of it, says why, and ends as a whole one', async () => {
    const { store, transport, shown } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    const send = transport.sends[0]!
    send.text('Onc')
    send.chunks({ type: 'reasoning-start', id: '1' }, { type: 'reasoning-delta', id: '1', delta: 'Hm.' })
    send.chunks({ type: 'tool-input-start', toolCallId: 'c1', toolName: 'weather' })
    await settled()
    expect(store.getState().messages[1]?.parts).toHaveLength(4)

    send.chunks(told('fell-back', { from: 'gpt', to: 'qwen', reason: 'server' }), { type: 'reset-step' })
    await settled()
    expect(store.getState()).toMatchObject({ notice: { notice: 'fell-back', to: 'qwen' }, status: 'streaming' })
    expect(store.getState().messages[1]?.parts).toEqual([{ type: 'step-start' }])

    send.chunks({ type: 'text-start', id: '2' }, { type: 'text-delta', id: '2', delta: 'Twice' })
    await settled()
    expect(store.getState().notice).toBeUndefined()
    send.finish()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Twice'])
  })
})

describe('retryAt', () => {
  it.each(['rate-limited', 'overloaded', 'circuit-open'] as const)(
    'says when to come back after a refusal: %s',
    async (code) => {
      const { store, transport } = startChat()
      const sent = store.sendMessage({ text: 'hi' })
      const before = Date.now()
      transport.sends[0]!.fail(new ChatError(code, 'Later.', { retryAfterMs: 2_000 }))
      await sent
      const { retryAt = 0 } = store.getState()
      expect(retryAt).toBeGreaterThanOrEqual(before + 2_000)
      expect(retryAt).toBeLessThanOrEqual(Date.now() + 2_000)
    },
  )

  it('says it too of a failure after a notice', async () => {
    const { store, transport, sent } = await waiting()
    transport.sends[0]!.chunks({ type: 'error', errorText: 'Busy.', code: 'overloaded', retryAfterMs: 1_000 })
    await sent
    expect(store.getState().retryAt).toBeGreaterThan(Date.now())
  })

  it('is not known where the failure does not say', async () => {
    const { store, transport } = startChat()
    const sent = store.sendMessage({ text: 'hi' })
    transport.sends[0]!.fail(new ChatError('overloaded', 'Busy.'))
    await sent
    expect(store.getState()).toMatchObject({ status: 'error', retryAt: undefined })
  })

  it.each<[string, (chat: StartedChat) => unknown]>([
    ['the error is cleared', ({ store }) => store.clearError()],
    ['it is asked again', ({ store }) => void store.regenerate()],
  ])('goes when %s, and nothing is sent by itself', async (_, act) => {
    const chat = startChat()
    const sent = chat.store.sendMessage({ text: 'hi' })
    chat.transport.sends[0]!.fail(new ChatError('rate-limited', 'Later.', { retryAfterMs: 1 }))
    await sent
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(chat.transport.sends).toHaveLength(1)
    act(chat)
    await settled()
    expect(chat.store.getState()).toMatchObject({ error: undefined, retryAt: undefined })
  })
})
