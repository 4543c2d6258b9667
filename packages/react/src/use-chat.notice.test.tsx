import { ChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { testTransport } from './testing/index.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }
const told = (notice: string, details: object = {}): UIMessageChunk => ({
  type: 'data-sluice-notice',
  data: { notice, ...details },
  transient: true,
})
/** Longer than any update that is under way. */
const calm = () => new Promise((resolve) => setTimeout(resolve, 30))

async function asking() {
  const transport = testTransport()
  const onData = vi.fn()
  const mounted = await mountChat({ transport, onData })
  const sent = mounted.chat().sendMessage({ text: 'hi' })
  await expect.poll(mounted.shown, quick).toEqual(['user: hi'])
  return { ...mounted, onData, sent, send: transport.sends[0]! }
}

describe('a notice', () => {
  it('is one render, of no row, and goes with the first content', async () => {
    const { chat, shown, renders, rowRenders, send, sent, onData } = await asking()
    await calm()
    const before = { renders: renders(), rows: rowRenders.length }
    send.chunks(told('queued', { waitMs: 900 }))
    await expect.poll(() => chat().notice, quick).toEqual({ notice: 'queued', waitMs: 900 })
    await calm()
    expect(renders() - before.renders).toBe(1)
    expect(rowRenders.length - before.rows).toBe(0)
    expect(chat()).toMatchObject({ status: 'submitted', retryAt: undefined })
    expect(onData).toHaveBeenCalledTimes(1)

    send.text('Hello')
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    await calm()
    expect(renders() - before.renders).toBe(2)
    expect(chat()).toMatchObject({ status: 'streaming', notice: undefined })
    send.finish()
    await sent
  })

  it('is gone when the user stops', async () => {
    const { chat, shown, send } = await asking()
    send.chunks(told('retrying', { attempt: 2, delayMs: 60_000, reason: 'overloaded' }))
    await expect.poll(() => chat().notice?.attempt, quick).toBe(2)
    await chat().stop()
    await expect.poll(() => chat().status, quick).toBe('ready')
    expect(chat().notice).toBeUndefined()
    expect(shown()).toEqual(['user: hi'])
  })
})

describe('an answer that starts again', () => {
  it('takes what it showed off the screen until there is more', async () => {
    const { chat, shown, send, sent } = await asking()
    send.text('Onc')
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Onc'])
    send.chunks(told('fell-back', { from: 'gpt', to: 'qwen', reason: 'server' }), { type: 'reset-step' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: '])
    expect(chat().notice).toEqual({ notice: 'fell-back', from: 'gpt', to: 'qwen', reason: 'server' })
    send.chunks({ type: 'text-start', id: '1' }, { type: 'text-delta', id: '1', delta: 'Twice' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Twice'])
    expect(chat().notice).toBeUndefined()
    send.finish()
    await sent
    await expect.poll(() => chat().status, quick).toBe('ready')
    expect(shown()).toEqual(['user: hi', 'assistant: Twice'])
  })
})

describe('a refusal', () => {
  it('says until when to count down', async () => {
    const { chat, send, sent } = await asking()
    send.chunks(told('queued'))
    send.fail(new ChatError('rate-limited', 'Slowly.', { retryAfterMs: 3_000 }))
    await sent
    await expect.poll(() => chat().status, quick).toBe('error')
    expect(chat().notice).toBeUndefined()
    expect(chat().retryAt).toBeGreaterThan(Date.now() + 1_000)
    chat().clearError()
    await expect.poll(() => chat().retryAt, quick).toBeUndefined()
  })
})
