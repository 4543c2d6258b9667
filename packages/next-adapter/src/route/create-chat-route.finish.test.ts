import { ChatError, type ChatEvent, createPipeline, type Handler, type Logger } from '@sluice/core'
import { type Fault, type ScriptStep, scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { asking, post, readParts, simulated, until } from '../../../../tests/support/chat-http.ts'
import type { ChatRouteOptions, FinishedCall } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'

const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

function routeOf(handler: Handler, options: Partial<ChatRouteOptions> = {}) {
  const finished: FinishedCall[] = []
  const onFinish = (call: FinishedCall) => void finished.push(call)
  const logger = { warn: vi.fn<Logger['warn']>(), error: vi.fn<Logger['error']>() }
  return { route: createChatRoute({ handler, logger, onFinish, ...options }), finished, logger }
}
function simulatedRoute(faults?: Fault, tokensPerSecond?: number) {
  const provider = simulatedProvider({ answer: () => 'one two three four', faults, tokensPerSecond })
  return { ...routeOf(createPipeline({ targets: { gpt: simulated(provider) }, retry: false })), provider }
}
const partsOf = (call: FinishedCall | undefined) => call?.message?.parts

describe('onFinish', () => {
  it('gets the whole conversation, who asked, what it took and how it ended', async () => {
    const { route, finished } = simulatedRoute()
    const response = await route.POST(post({ ...asking('Count.'), folder: 7 }))
    await readParts(response)
    expect(finished).toEqual([
      {
        requestId: response.headers.get('x-sluice-run-id'),
        caller: undefined,
        body: { ...asking('Count.'), folder: 7 },
        messages: [...asking('Count.').messages, finished[0]?.message],
        message: {
          id: expect.any(String),
          role: 'assistant',
          parts: [{ type: 'step-start' }, { type: 'text', text: 'one two three four', state: 'done' }],
          metadata: { sluice: expect.objectContaining({ finishReason: 'stop', model: 'gpt' }) },
        },
        outcome: 'finished',
        usage: expect.objectContaining({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) }),
        finishReason: 'stop',
        error: undefined,
      },
    ])
  })

  it('gets what came before a failure', async () => {
    const { route, finished } = simulatedRoute({ type: 'cut', after: 2 })
    await readParts(await route.POST(post()))
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'interrupted' }, usage: { estimated: true } }])
    expect(partsOf(finished[0])).toEqual([{ type: 'step-start' }, { type: 'text', text: 'one two', state: 'done' }])
  })

  it('is called for what fails before the stream, with no message', async () => {
    const { route, finished } = simulatedRoute({ type: 'status', status: 500 })
    expect((await route.POST(post())).status).toBe(502)
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'server' }, messages: asking('Hi').messages }])
    expect(finished[0]?.message).toBeUndefined()
  })

  it.each<[string, ScriptStep[]]>([
    ['nothing but the beginning was sent', [{ type: 'notice', notice: 'queued' }, turn, new Error('no')]],
    ['the call fails at once', [new Error('no')]],
  ])('gets no message where %s', async (_, steps) => {
    const { route, finished } = routeOf(scripted(...steps))
    await (await route.POST(post())).text()
    expect(finished).toHaveLength(1)
    expect(finished[0]).toMatchObject({ outcome: 'failed', message: undefined, messages: asking('Hi').messages })
  })

  it.each<[string, (reader: ReadableStreamDefaultReader, http: AbortController) => unknown]>([
    ['cancels the body', (reader) => reader.cancel()],
    ['aborts the request', (_, http) => http.abort()],
    ['does both', (reader, http) => [http.abort(), reader.cancel().catch(() => undefined)]],
  ])('gets what had come, and an estimate, when the client %s', async (_, leave) => {
    const { route, finished, provider, logger } = simulatedRoute({ type: 'stall', after: 2 })
    const http = new AbortController()
    const response = await route.POST(post(asking('Hi'), { signal: http.signal }))
    const reader = response.body!.getReader()
    await reader.read()
    leave(reader, http)
    await until('onFinish', () => finished.length > 0)
    await turn()
    expect(finished).toHaveLength(1)
    expect(finished[0]).toMatchObject({
      outcome: 'aborted',
      error: undefined,
      finishReason: undefined,
      usage: { inputTokens: expect.any(Number), outputTokens: 2, estimated: true },
    })
    expect(partsOf(finished[0])?.at(-1)).toMatchObject({
      type: 'text',
      state: 'done',
      text: expect.stringMatching(/^one/),
    })
    expect(provider.calls[0]?.ending).toBe('cancelled')
    expect(logger.error.mock.calls.concat(logger.warn.mock.calls)).toEqual([])
  })

  it('is called once when the client goes before the first token', async () => {
    const { route, finished, provider } = simulatedRoute({ type: 'stall', after: 0 })
    const http = new AbortController()
    const answered = route.POST(post(asking('Hi'), { signal: http.signal }))
    await until('the call', () => provider.calls.length === 1)
    http.abort()
    expect((await answered).status).toBe(499)
    expect(finished).toMatchObject([{ outcome: 'aborted', message: undefined, error: undefined }])
    await until('the end of the call', () => provider.calls[0]?.ending === 'cancelled')
  })

  it('counts an answer as finished that was complete when the client went', async () => {
    let isOver = false
    const { route, finished } = routeOf(async function* (_, { signal }) {
      yield text('Yes.')
      yield finish
      // Whatever a layer still has to do when the answer is out.
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      isOver = true
    })
    const reader = (await route.POST(post())).body!.getReader()
    await reader.read()
    await reader.cancel()
    await until('onFinish', () => finished.length === 1)
    expect(finished[0]).toMatchObject({ outcome: 'finished', error: undefined })
    expect(isOver).toBe(true)
  })

  it('gets the empty answer of a model that has nothing to say', async () => {
    const { route, finished } = routeOf(scripted(finish))
    await readParts(await route.POST(post()))
    expect(partsOf(finished[0])).toEqual([{ type: 'step-start' }])
  })

  it('is not called for a body that was refused', async () => {
    const { route, finished } = simulatedRoute()
    await route.POST(post('{'))
    expect(finished).toEqual([])
  })

  it('knows no figures of a handler that does not count', async () => {
    const { route, finished } = routeOf(scripted(text('a'), finish))
    await readParts(await route.POST(post()))
    expect(finished).toMatchObject([{ outcome: 'finished', usage: undefined, finishReason: undefined }])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('leaves the answer alone when it %s, and that is logged', async (_, onFinish) => {
    const { route, logger } = routeOf(scripted(text('a'), finish), { onFinish })
    expect((await readParts(await route.POST(post()))).at(-1)?.type).toBe('finish')
    expect(JSON.stringify(logger.error.mock.calls)).toContain('disk full')
  })

  it('leaves a refusal alone when it throws', async () => {
    const onFinish = () => Promise.reject(new Error('disk full'))
    const { route } = routeOf(scripted(new ChatError('overloaded', 'Busy.')), { onFinish })
    expect((await route.POST(post())).status).toBe(503)
  })
})

describe('waitUntil', () => {
  it('is asked before the first token, so that also an early end is settled', async () => {
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const { route, finished } = routeOf(scripted(new ChatError('overloaded', 'Busy.')), { waitUntil })
    await route.POST(post())
    await waitUntil.mock.calls[0]![0]
    expect(finished).toHaveLength(1)
  })

  it('is not needed: without it the response stays open until onFinish has settled', async () => {
    const saved = Promise.withResolvers<void>()
    const { route } = routeOf(scripted(text('a'), finish), { onFinish: () => saved.promise })
    const reading = (await route.POST(post())).text()
    expect(await Promise.race([reading, turn().then(() => 'open')])).toBe('open')
    saved.resolve()
    expect(await reading).toContain('[DONE]')
  })

  it('lets the response close at once and holds on to onFinish', async () => {
    const saved = Promise.withResolvers<void>()
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const { route } = routeOf(scripted(text('a'), finish), { onFinish: () => saved.promise, waitUntil })
    expect(await (await route.POST(post())).text()).toContain('[DONE]')
    const [held] = waitUntil.mock.calls[0]!
    expect(await Promise.race([held, turn().then(() => 'held')])).toBe('held')
    saved.resolve()
    await held
    expect(waitUntil).toHaveBeenCalledOnce()
  })

  it('lets go when the client has gone', async () => {
    const waitUntil = vi.fn<(promise: Promise<unknown>) => void>()
    const { route, finished } = routeOf(
      scripted(text('a'), () => new Promise((resolve) => setTimeout(resolve, 5)), finish),
      { waitUntil },
    )
    await (await route.POST(post())).body!.cancel()
    await waitUntil.mock.calls[0]![0]
    expect(finished).toHaveLength(1)
  })

  it('is our failure when it throws, and no call is made', async () => {
    const waitUntil = () => {
      throw new Error('after() was called outside a request scope')
    }
    const provider = simulatedProvider()
    const pipeline = createPipeline({ targets: { gpt: simulated(provider) } })
    const { route, finished } = routeOf(pipeline, { waitUntil })
    expect((await route.POST(post())).status).toBe(500)
    expect(finished).toMatchObject([{ outcome: 'failed', error: { code: 'internal' } }])
    expect(provider.calls).toHaveLength(0)
    expect(pipeline.snapshot().active).toBe(0)
  })
})
