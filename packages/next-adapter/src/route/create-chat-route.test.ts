import { type ChatEvent, createPipeline, type Handler, type Logger } from '@sluice/core'
import { createTestClock, type ScriptStep, scripted, simulatedProvider } from '@sluice/core/testing'
import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it, vi } from 'vitest'
import { asking, only, post, readParts, simulated, textOf, user } from '../../../../tests/support/chat-http.ts'
import { createChatRoute } from './create-chat-route.ts'

const silent: Logger = { warn: () => {}, error: () => {} }
const start: ChatEvent = { type: 'start', provider: 'sim', model: 'sim-1', target: 'gpt' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const never = () => new Promise(() => undefined)
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

function ids(): () => string {
  let count = 0
  return () => `id-${++count}`
}
function routeOf(handler: Handler, clock = createTestClock()) {
  return createChatRoute({ handler, clock, logger: silent, generateId: ids() })
}
async function partsOf(...steps: ScriptStep[]) {
  return readParts(await routeOf(scripted(...steps)).POST(post()))
}

describe('the stream of createChatRoute', () => {
  it('is an answer as clients of the UI message stream expect it', async () => {
    const response = await routeOf(scripted(start, text('Hel'), text('lo'), finish)).POST(post())
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-sluice-run-id': 'id-1',
    })
    expect(await readParts(response)).toEqual([
      {
        type: 'start',
        messageId: 'id-2',
        messageMetadata: { sluice: { requestId: 'id-1', provider: 'sim', model: 'gpt' } },
      },
      { type: 'start-step' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'text-delta', id: '0', delta: 'lo' },
      { type: 'text-end', id: '0' },
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'stop', messageMetadata: { sluice: { finishReason: 'stop' } } },
    ])
  })

  it('closes each block before it opens the next', async () => {
    const parts = await partsOf(
      start,
      { type: 'reasoning-delta', text: 'hm' },
      text('a'),
      { type: 'source', id: 's1', url: 'https://x.io' },
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'finish', reason: 'tool-calls' },
    )
    expect(parts.map(({ type }) => type)).toEqual([
      ...['start', 'start-step', 'reasoning-start', 'reasoning-delta', 'reasoning-end'],
      ...['text-start', 'text-delta', 'source-url', 'text-end'],
      ...['tool-input-start', 'tool-input-delta', 'tool-input-available', 'finish-step', 'finish'],
    ])
  })

  it('starts over after a reset, in the same step and with a new block', async () => {
    const parts = await partsOf(
      start,
      text('wrong'),
      { type: 'reset' },
      { ...start, provider: 'other' },
      text('right'),
      finish,
    )
    expect(parts.map(({ type }) => type)).toEqual([
      ...['start', 'start-step', 'text-start', 'text-delta', 'reset-step', 'message-metadata'],
      ...['text-start', 'text-delta', 'text-end', 'finish-step', 'finish'],
    ])
    expect(parts.filter(({ type }) => type === 'text-start')).toMatchObject([{ id: '0' }, { id: '1' }])
  })

  it('is a whole message even where the model says nothing', async () => {
    expect((await partsOf(start, finish)).map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'finish-step',
      'finish',
    ])
  })

  it('says what the call took, where a pipeline knows it', async () => {
    const handler = createPipeline({ targets: { sim: simulated(simulatedProvider({ answer: () => 'Hello' })) } })
    const parts = await readParts(await createChatRoute({ handler }).POST(post()))
    expect(textOf(parts)).toBe('Hello')
    expect(only(parts, 'finish').messageMetadata).toMatchObject({
      sluice: {
        finishReason: 'stop',
        attempts: 1,
        usage: { inputTokens: expect.any(Number) },
        durationMs: expect.any(Number),
      },
    })
  })

  it('continues the message of an assistant that is sent last, under its own id', async () => {
    const answer: UIMessage = {
      id: 'a1',
      role: 'assistant',
      parts: [{ type: 'tool-weather', toolCallId: 'c1', state: 'output-available', input: {}, output: '20°' }],
    }
    const saved = vi.fn()
    const handler = scripted(start, text('Warm.'), finish)
    const route = createChatRoute({ handler, onFinish: saved })
    const parts = await readParts(await route.POST(post({ messages: [user('Weather?'), answer] })))
    expect(only(parts, 'start').messageId).toBe('a1')
    expect(handler.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
    const { messages, message } = saved.mock.calls[0]![0]
    expect(messages.map(({ id }: UIMessage) => id)).toEqual(['u1', 'a1'])
    expect(message.parts.map(({ type }: { type: string }) => type)).toEqual(['tool-weather', 'step-start', 'text'])
  })
})

describe('how the response begins', () => {
  it('waits for content, and then begins with it', async () => {
    const gate = Promise.withResolvers<void>()
    const answered = routeOf(scripted(start, () => gate.promise, text('a'), finish)).POST(post())
    expect(await Promise.race([answered, turn().then(() => 'waiting')])).toBe('waiting')
    gate.resolve()
    expect(textOf(await readParts(await answered))).toBe('a')
  })

  it('begins at once with a notice, which is in no message', async () => {
    const notice: ChatEvent = { type: 'notice', notice: 'queued', details: { position: 2 } }
    const response = await routeOf(scripted(notice, never)).POST(post())
    const { value } = await response.body!.getReader().read()
    const sent = new TextDecoder().decode(value)
    expect(sent).toContain('"type":"start"')
    expect(sent).toContain('{"type":"data-sluice-notice","data":{"notice":"queued","position":2},"transient":true}')
  })

  it('begins without content after commitAfterMs, and says the rest when it is known', async () => {
    const clock = createTestClock()
    const gate = Promise.withResolvers<void>()
    const answered = routeOf(
      scripted(start, () => gate.promise, text('a'), finish),
      clock,
    ).POST(post())
    await clock.advance(1_999)
    expect(await Promise.race([answered, turn().then(() => 'waiting')])).toBe('waiting')
    await clock.advance(1)
    const response = await answered
    gate.resolve()
    const parts = await readParts(response)
    expect(parts.slice(0, 3)).toEqual([
      { type: 'start', messageId: 'id-2', messageMetadata: { sluice: { requestId: 'id-1' } } },
      { type: 'start-step' },
      { type: 'message-metadata', messageMetadata: { sluice: { requestId: 'id-1', provider: 'sim', model: 'gpt' } } },
    ])
    expect(parts.at(-1)?.type).toBe('finish')
  })

  it('reports what fails after commitAfterMs in the stream', async () => {
    const clock = createTestClock()
    const handler = scripted(start, () => clock.advance(2_000), turn, new Error('no'))
    const response = await routeOf(handler, clock).POST(post())
    expect(response.status).toBe(200)
    const parts = await readParts(response)
    expect(parts.map(({ type }) => type)).toEqual(['start', 'start-step', 'message-metadata', 'error'])
  })

  it('begins at once with commitAfterMs 0', async () => {
    const route = createChatRoute({ handler: scripted(never), commitAfterMs: 0, logger: silent })
    const response = await route.POST(post())
    const reader = response.body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"type":"start"')
    await reader.cancel()
  })

  it('keeps a quiet stream alive', async () => {
    const clock = createTestClock()
    const response = await routeOf(scripted(text('a'), never), clock).POST(post())
    const reader = response.body!.getReader()
    await reader.read()
    const beat = reader.read()
    await clock.advance(15_000)
    expect(new TextDecoder().decode((await beat).value)).toBe(': keep-alive\n\n')
  })
})

describe('methods and options', () => {
  it('answers GET and DELETE with nothing: there is no run to resume', async () => {
    const route = routeOf(scripted())
    for (const method of ['GET', 'DELETE'] as const) {
      const response = await route[method](new Request('http://app.test/api/chat/chat-1/stream', { method }))
      expect(response.status).toBe(204)
      expect(response.body).toBeNull()
    }
  })

  it.each([
    { commitAfterMs: -1 },
    { commitAfterMs: Number.NaN },
    { heartbeatMs: 0 },
    { stalledMs: 0 },
    { heartbeatMs: Number.POSITIVE_INFINITY },
    { maxBodyBytes: 0 },
    { maxBodyBytes: Number.NaN },
  ])('refuses %j', (options) => {
    const [name] = Object.keys(options)
    expect(() => createChatRoute({ handler: scripted(), ...options })).toThrow(RangeError)
    expect(() => createChatRoute({ handler: scripted(), ...options })).toThrow(name)
  })

  it('takes an option that is explicitly undefined as one that is not given', async () => {
    const options = { commitAfterMs: undefined, heartbeatMs: undefined, maxBodyBytes: undefined, clock: undefined }
    const route = createChatRoute({ handler: scripted(text('a'), finish), ...options })
    expect(textOf(await readParts(await route.POST(post(asking('Hi')))))).toBe('a')
  })
})
