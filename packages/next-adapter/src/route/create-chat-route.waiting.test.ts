import { type CallContext, ChatError, type ChatEvent, createPipeline, type Handler, type Logger } from '@sluice/core'
import { createTestClock, type ScriptStep, scripted, simulatedProvider } from '@sluice/core/testing'
import { createMessageBuilder, type UIMessageChunk } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { asking, post, readParts, simulated } from '../../../../tests/support/chat-http.ts'
import { everythingIn } from '../test-support/everything-in.ts'
import type { ChatRouteOptions, FinishedCall, PreparedCall } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'

const silent = { warn: () => {}, error: () => {} }
const start: ChatEvent = { type: 'start', provider: 'sim', model: 'sim-1', target: 'gpt' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const never = () => new Promise(() => {})
const notice = (notice: string, details: Record<string, string | number> = {}): ChatEvent => ({
  type: 'notice',
  notice,
  details,
})

function played(steps: readonly ScriptStep[], options: Partial<ChatRouteOptions> = {}): Promise<Response> {
  const route = createChatRoute({ handler: scripted(...steps), logger: silent, generateId: () => 'id', ...options })
  return route.POST(post())
}

describe('a notice', () => {
  it('begins the response at once, and is transient', async () => {
    const response = await played([notice('queued', { waitMs: 900 }), never])
    expect(response.status).toBe(200)
    const { value } = await response.body!.getReader().read()
    const data = { notice: 'queued', waitMs: 900 }
    expect(new TextDecoder().decode(value)).toContain(
      `data: ${JSON.stringify({ type: 'data-sluice-notice', data, transient: true })}`,
    )
  })

  it('makes a refusal after it a part of the stream, with the time to come back', async () => {
    const refusal = new ChatError('overloaded', 'Busy.', { retryAfterMs: 1_500, provider: 'sim' })
    const finished: FinishedCall[] = []
    const parts = await readParts(
      await played([notice('retrying', { attempt: 2 }), refusal], { onFinish: (call) => finished.push(call) }),
    )
    expect(parts.map(({ type }) => type)).toEqual(['start', 'start-step', 'data-sluice-notice', 'error'])
    expect(parts.at(-1)).toEqual({
      type: 'error',
      errorText: 'Busy.',
      code: 'overloaded',
      retryAfterMs: 1_500,
      requestId: 'id',
    })
    expect(finished).toMatchObject([{ outcome: 'failed', message: undefined }])
  })

  it('says nothing of the trouble that we have with a vendor', async () => {
    const fellBack = notice('fell-back', { from: 'gpt', to: 'qwen', reason: 'quota-exceeded' })
    const parts = await readParts(await played([fellBack, start, text('a'), finish]))
    expect(told(parts)).toEqual([{ notice: 'fell-back', from: 'gpt', to: 'qwen', reason: 'provider-unavailable' }])
  })

  it('of a real repetition comes before the answer, which comes once', async () => {
    const provider = simulatedProvider({ answer: () => 'Yes.', faults: [{ type: 'status', status: 500 }] })
    const pipeline = createPipeline({ targets: { gpt: simulated(provider) }, retry: { baseMs: 1 }, logger: silent })
    const parts = await readParts(await createChatRoute({ handler: pipeline, logger: silent }).POST(post()))
    expect(told(parts)).toEqual([{ notice: 'retrying', attempt: 2, delayMs: expect.any(Number), reason: 'server' }])
    expect(parts.filter(({ type }) => type === 'text-start')).toHaveLength(1)
    expect(parts.findIndex(({ type }) => type === 'data-sluice-notice')).toBeLessThan(
      parts.findIndex(({ type }) => type === 'text-start'),
    )
  })
})

describe('an answer that starts again', () => {
  it('is reset in the stream, goes on in new blocks, and is what onFinish gets', async () => {
    const finished: FinishedCall[] = []
    const first: ChatEvent[] = [
      { type: 'reasoning-delta', text: 'Hm.' },
      text('Once'),
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
    ]
    const second: ChatEvent[] = [{ type: 'reasoning-delta', text: 'Ah.' }, text('Twice'), finish]
    const again = [notice('fell-back', { from: 'gpt', to: 'qwen', reason: 'server' }), { type: 'reset' } as const]
    const response = await played([start, ...first, ...again, { ...start, target: 'qwen' }, ...second], {
      onFinish: (call) => finished.push(call),
    })
    const parts = await readParts(response)
    const afterReset = parts.slice(parts.findIndex(({ type }) => type === 'reset-step') + 1)
    expect(idsOf(parts.slice(0, -afterReset.length))).toEqual(['0', '1'])
    expect(idsOf(afterReset)).toEqual(['2', '3'])
    expect(parts.filter(({ type }) => type === 'start-step')).toHaveLength(1)

    const shown = createMessageBuilder({ id: '', role: 'assistant', parts: [] })
    for (const part of parts) shown.apply(part)
    expect(shown.snapshot().parts).toEqual([
      { type: 'step-start' },
      { type: 'reasoning', id: '2', text: 'Ah.', state: 'done' },
      { type: 'text', text: 'Twice', state: 'done' },
    ])
    expect(shown.snapshot().metadata?.sluice).toMatchObject({ model: 'qwen' })
    expect(finished[0]?.message).toEqual(shown.snapshot())
  })
})

describe('how a call is treated', () => {
  const treated = async (prepared: PreparedCall, body?: unknown) => {
    const clock = createTestClock()
    await clock.advance(500)
    const handler = vi.fn<Handler>(scripted(text('a'), finish))
    const logger = { warn: vi.fn<Logger['warn']>(), error: vi.fn<Logger['error']>() }
    const route = createChatRoute({ handler, prepare: () => prepared, clock, logger })
    const response = await route.POST(post(body))
    await response.text()
    const [request, context] = handler.mock.calls[0] ?? []
    return { request, context: context as CallContext, clock, response, logger }
  }

  it('is what prepare says, and no part of the request', async () => {
    const { request, context, clock } = await treated({ priority: 3, callMs: 30_000, seed: 1 })
    expect(context).toMatchObject({ priority: 3, deadline: clock.monotonic() + 30_000 })
    expect(request).toEqual({ seed: 1, target: undefined, messages: [{ role: 'user', content: 'Hi' }] })
  })

  it('is left to the pipeline where prepare says nothing', async () => {
    expect((await treated({})).context).toMatchObject({ priority: undefined, deadline: undefined })
  })

  it('is not for a client to say', async () => {
    const body = { ...asking('Hi'), priority: 0, callMs: 1, deadline: 1, deadlineMs: 1 }
    const { request, context } = await treated({}, body)
    expect(context).toMatchObject({ priority: undefined, deadline: undefined })
    expect(Object.keys(request ?? {})).toEqual(['target', 'messages'])
  })

  it.each<PreparedCall>([
    { priority: 4 as never },
    { priority: '0' as never },
    { callMs: 0 },
    { callMs: Number.NaN },
    { callMs: Number.POSITIVE_INFINITY },
  ])('is our failure where prepare says %j, and the log says which', async (prepared) => {
    const { response, context, logger } = await treated(prepared)
    expect(response.status).toBe(500)
    expect(context).toBeUndefined()
    expect(everythingIn(logger.error.mock.calls[0]?.[1])).toContain(`${Object.keys(prepared)[0]} of prepare must be`)
  })

  it('ends a call of a real pipeline when its time is over, refusal and all', async () => {
    const provider = simulatedProvider({ faults: { type: 'status', status: 500 } })
    const options = { retry: { baseMs: 1_000 }, random: () => 0.5, logger: silent }
    const pipeline = createPipeline({ targets: { gpt: simulated(provider) }, ...options })
    const route = createChatRoute({ handler: pipeline, prepare: () => ({ callMs: 100 }), logger: silent })
    expect((await route.POST(post())).status).toBe(502)
    expect(provider.calls).toHaveLength(1)
  })
})

/** The ids of the blocks that open. */
function idsOf(parts: readonly UIMessageChunk[]): string[] {
  return parts.flatMap((part) => (part.type === 'text-start' || part.type === 'reasoning-start' ? [part.id] : []))
}

/** What the notices say. */
function told(parts: readonly UIMessageChunk[]): unknown[] {
  return parts.flatMap((part) => (part.type === 'data-sluice-notice' && 'data' in part ? [part.data] : []))
}
