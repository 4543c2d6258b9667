import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { openaiChat } from './openai-chat.ts'

const request = { messages: [{ role: 'user' as const, content: 'hi' }] }
const frame = (body: object) => new TextEncoder().encode(`data: ${JSON.stringify(body)}\n\n`)
const text = frame({ choices: [{ index: 0, delta: { content: 'hello' } }] })
const stop = frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
const usage = frame({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } })

/** A provider that sends these frames and never closes. */
function open(...frames: readonly Uint8Array[]) {
  const clock = createTestClock()
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const frame of frames) controller.enqueue(frame)
    },
    cancel() {
      isCancelled = true
    },
  })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const answer = collect(openaiChat({ model: 'm', fetch, clock })(request, createCallContext()))
  return { clock, answer, isCancelled: () => isCancelled }
}

describe('a provider that has said its last word and does not close', () => {
  it('has a second left, for its usage for instance, and no more', async () => {
    const { clock, answer, isCancelled } = open(text, stop, usage)
    await clock.advance(1_001)
    expect(await answer).toMatchObject({ text: 'hello', finishReason: 'stop', usage: { outputTokens: 2 } })
    expect(isCancelled()).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is waited for while it has not', async () => {
    const { clock, answer } = open(text)
    let isOver = false
    void answer.then(
      () => (isOver = true),
      () => (isOver = true),
    )
    await clock.advance(60_000)
    expect(isOver).toBe(false)
  })
})

describe('a reply in one piece', () => {
  const whole = (body: unknown) => {
    const fetch = async () => Response.json(body)
    return collect(openaiChat({ model: 'm', fetch })(request, createCallContext()))
  }

  it('is complete whether it says why it ended or not', async () => {
    const answer = await whole({ choices: [{ message: { content: [{ type: 'text', text: 'hello' }] } }] })
    expect(answer).toMatchObject({ text: 'hello', finishReason: 'other' })
  })

  it('is no answer without a choice', async () => {
    await expect(whole({ ok: true })).rejects.toMatchObject({ code: 'server' })
  })
})

describe('an error that the name of its event alone tells', () => {
  it('is that error', async () => {
    const body = 'event: error\ndata: {"message":"Slow down.","code":"rate_limit_exceeded"}\n\n'
    const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    const answer = collect(openaiChat({ model: 'm', fetch })(request, createCallContext()))
    await expect(answer).rejects.toMatchObject({ code: 'rate-limited' })
  })
})
