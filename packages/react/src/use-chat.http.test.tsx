import { describe, expect, it } from 'vitest'
import { answering, eventStream, events } from './test-support/answering.ts'
import { mountChat } from './test-support/mount-chat.tsx'
import { allowNoConsoleErrors } from './test-support/no-console-errors.ts'
import { httpTransport } from './transport/http-transport.ts'

allowNoConsoleErrors()
const quick = { interval: 5 }
const start = events({ type: 'start', messageId: 'm1' }, { type: 'start-step' }, { type: 'text-start', id: '0' })
const delta = (text: string) => events({ type: 'text-delta', id: '0', delta: text })
const end = events({ type: 'text-end', id: '0' }, { type: 'finish-step' }, { type: 'finish', finishReason: 'stop' })

describe('useChat over HTTP', () => {
  it('shows an answer as it arrives, whatever the pieces', async () => {
    const stream = eventStream([start, delta('Hel').slice(0, 20)], 'silence')
    const { fetch, asked } = answering(() => stream.response)
    const { chat, shown } = await mountChat({ transport: httpTransport({ fetch, api: '/chat' }) })
    const sent = chat().sendMessage({ text: 'hi' }, { body: { model: 'gpt' } })
    await expect.poll(() => asked.length, quick).toBe(1)
    expect(asked[0]).toMatchObject({ url: '/chat', body: { model: 'gpt', id: chat().id, trigger: 'submit-message' } })
    expect(chat().status).toBe('submitted')
    stream.push(delta('Hel').slice(20))
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hel'])
    stream.push(`${delta('lo')}${end}data: [DONE]\n\n`)
    await sent
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hello'])
    expect(chat()).toMatchObject({ status: 'ready', error: undefined })
  })

  it('ends the request when the answer is stopped', async () => {
    const stream = eventStream([start, delta('Hel')], 'silence')
    const { fetch, asked } = answering(() => stream.response)
    const { chat, shown } = await mountChat({ transport: httpTransport({ fetch }) })
    void chat().sendMessage({ text: 'hi' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hel'])
    await chat().stop()
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    expect(asked[0]?.init.signal?.aborted).toBe(true)
    expect(stream.cancelled).toHaveLength(1)
  })

  it('says what a refusal says', async () => {
    const error = { code: 'rate-limited', message: 'Slowly.', retryAfterMs: 2_000, requestId: 'r1' }
    const { fetch } = answering(() => Response.json({ error }, { status: 429 }))
    const { chat, shown } = await mountChat({ transport: httpTransport({ fetch }) })
    await chat().sendMessage({ text: 'hi' })
    await expect.poll(() => chat().status, quick).toBe('error')
    expect(chat().error).toMatchObject(error)
    expect(shown()).toEqual(['user: hi'])
  })

  it.each(['close', 'break'] as const)('keeps what came before the connection was lost (%s)', async (how) => {
    const { fetch } = answering(() => eventStream([start, delta('Hel')], how).response)
    const { chat, shown } = await mountChat({ transport: httpTransport({ fetch }) })
    await chat().sendMessage({ text: 'hi' })
    await expect.poll(shown, quick).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(chat().error?.code).toBe('interrupted')
  })
})
