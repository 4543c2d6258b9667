import { beforeEach, describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type ChunkEncoder, createChunkEncoder } from './chunk-encoder.ts'

let encoder: ChunkEncoder
beforeEach(() => {
  encoder = createChunkEncoder({ messageId: 'm1', requestId: 'r1' })
})

const encode = (...events: ChatEvent[]) => events.flatMap((event) => encoder.encode(event))
const types = (chunks: readonly { type: string }[]) => chunks.map((chunk) => chunk.type)
const start: ChatEvent = { type: 'start', provider: 'openai', model: 'gpt-5', target: 'gpt' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const think = (text: string): ChatEvent => ({ type: 'reasoning-delta', text })
const finish: ChatEvent = { type: 'finish', reason: 'stop' }

describe('the beginning of a message', () => {
  it('names the message, the call and who answers, but no model of a vendor', () => {
    expect(encode(start)).toEqual([
      {
        type: 'start',
        messageId: 'm1',
        messageMetadata: { sluice: { requestId: 'r1', provider: 'openai', model: 'gpt' } },
      },
      { type: 'start-step' },
    ])
  })

  it('leaves the model out where no pipeline named a target', () => {
    const [begun] = encode({ type: 'start', provider: 'openai', model: 'gpt-5' })
    expect(begun).toMatchObject({ messageMetadata: { sluice: { requestId: 'r1', provider: 'openai' } } })
    expect(JSON.stringify(begun)).not.toContain('gpt-5')
  })

  it('keeps what a provider says of its limits to itself', () => {
    const chunks = encode({ ...start, rateHint: { requests: { limit: 77_777 } } })
    expect(JSON.stringify(chunks)).not.toMatch(/rateHint|77777/)
  })

  it.each<ChatEvent>([
    text('a'),
    think('a'),
    { type: 'notice', notice: 'queued' },
    { type: 'tool-call-start', id: 'c1', name: 'weather' },
    { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' },
    { type: 'source', id: 's1', url: 'https://example.com' },
    { type: 'reset' },
    finish,
  ])('comes first even if the first event is a $type', (event) => {
    expect(types(encode(event)).slice(0, 2)).toEqual(['start', 'start-step'])
    expect(types(encode(event))).not.toContain('start')
  })

  it('can be sent before the first event; what is learnt later follows as metadata', () => {
    expect(types(encoder.begin())).toEqual(['start', 'start-step'])
    expect(encoder.begin()).toEqual([])
    expect(encode(start)).toEqual([
      {
        type: 'message-metadata',
        messageMetadata: { sluice: { requestId: 'r1', provider: 'openai', model: 'gpt' } },
      },
    ])
  })
})

describe('blocks', () => {
  it('open with the first delta, close when another begins, and never share an id', () => {
    encoder.begin()
    expect(encode(think('h'), think('m'), text('a'), text('b'), think('c'), finish).slice(0, -2)).toEqual([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'h' },
      { type: 'reasoning-delta', id: '0', delta: 'm' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'a' },
      { type: 'text-delta', id: '1', delta: 'b' },
      { type: 'text-end', id: '1' },
      { type: 'reasoning-start', id: '2' },
      { type: 'reasoning-delta', id: '2', delta: 'c' },
      { type: 'reasoning-end', id: '2' },
    ])
  })

  it('stay open over events that are no content of their own', () => {
    encode(text('a'))
    const between = encode(
      { type: 'notice', notice: 'slow' },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } },
    )
    expect(types(between)).toEqual(['data-sluice-notice'])
    expect(types(encode(text('b')))).toEqual(['text-delta'])
  })

  it('close before a tool is called', () => {
    encode(text('a'))
    expect(types(encode({ type: 'tool-call-start', id: 'c1', name: 'weather' }))).toEqual([
      'text-end',
      'tool-input-start',
    ])
    encode(text('b'))
    const call: ChatEvent = { type: 'tool-call', id: 'c2', name: 'weather', arguments: '{}' }
    expect(types(encode(call))).toEqual(['text-end', 'tool-input-available'])
  })

  it('are forgotten by a reset, and new ones open under new ids', () => {
    encode(start, text('a'))
    expect(types(encode({ type: 'reset' }))).toEqual(['reset-step'])
    expect(encode(text('b'))).toEqual([
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'b' },
    ])
  })
})

describe('tools, sources and notices', () => {
  it('become the chunks of the protocol', () => {
    encoder.begin()
    expect(
      encode(
        { type: 'tool-call-start', id: 'c1', name: 'weather' },
        { type: 'tool-call-delta', id: 'c1', text: '{"city":' },
        { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"北京"}' },
        { type: 'source', id: 's1', url: 'https://example.com', title: 'Example' },
        { type: 'notice', notice: 'retrying', details: { attempt: 2 } },
      ),
    ).toEqual([
      { type: 'tool-input-start', toolCallId: 'c1', toolName: 'weather' },
      { type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{"city":' },
      { type: 'tool-input-available', toolCallId: 'c1', toolName: 'weather', input: { city: '北京' } },
      { type: 'source-url', sourceId: 's1', url: 'https://example.com', title: 'Example' },
      { type: 'data-sluice-notice', data: { notice: 'retrying', attempt: 2 }, transient: true },
    ])
  })

  it('do not tell why a provider refused us', () => {
    encoder.begin()
    const details = { from: 'gpt', to: 'qwen', reason: 'auth' }
    expect(encode({ type: 'notice', notice: 'fell-back', details })).toEqual([
      {
        type: 'data-sluice-notice',
        data: { notice: 'fell-back', from: 'gpt', to: 'qwen', reason: 'provider-unavailable' },
        transient: true,
      },
    ])
  })

  it('say of broken arguments that they are broken', () => {
    encoder.begin()
    expect(encode({ type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":' })).toEqual([
      {
        type: 'tool-input-error',
        toolCallId: 'c1',
        toolName: 'weather',
        input: '{"city":',
        errorText: 'The arguments are not valid JSON.',
      },
    ])
  })
})

describe('the end of a message', () => {
  it('closes the block and the step, and carries the figures', () => {
    encode(start, text('a'))
    const usage = { inputTokens: 3, outputTokens: 4 }
    const cost = { CNY: '0.00168' }
    expect(
      encode({ type: 'finish', reason: 'length', usage, cost, attempts: 2, durationMs: 90, firstContentMs: 20 }),
    ).toEqual([
      { type: 'text-end', id: '0' },
      { type: 'finish-step' },
      {
        type: 'finish',
        finishReason: 'length',
        messageMetadata: {
          sluice: { finishReason: 'length', usage, cost, attempts: 2, durationMs: 90, firstContentMs: 20 },
        },
      },
    ])
  })

  it('is an error chunk after a failure, with nothing a user may not see', () => {
    encode(start, text('a'))
    const error = new ChatError('auth', 'Key refused.', { cause: 'sk-1', requestId: 'r1' })
    expect(encoder.fail(error)).toEqual([
      { type: 'text-end', id: '0' },
      {
        type: 'error',
        errorText: 'The provider is not available at the moment.',
        code: 'provider-unavailable',
        requestId: 'r1',
      },
    ])
  })

  it('begins the message first when nothing else has, and says what is known of the call', () => {
    const error = new ChatError('rate-limited', 'Too fast.', { retryAfterMs: 500 })
    const chunks = encoder.fail(error, { attempts: 3 })
    expect(types(chunks)).toEqual(['start', 'start-step', 'message-metadata', 'error'])
    expect(chunks[2]).toEqual({
      type: 'message-metadata',
      messageMetadata: { sluice: { requestId: 'r1', attempts: 3 } },
    })
    expect(chunks[3]).toMatchObject({ code: 'rate-limited', errorText: 'Too fast.', retryAfterMs: 500 })
  })

  it('is an abort chunk where it was stopped, begun if nothing was said yet', () => {
    encode(start, text('a'))
    expect(encoder.abort({ ending: 'stopped' })).toEqual([
      { type: 'text-end', id: '0' },
      { type: 'message-metadata', messageMetadata: { sluice: { requestId: 'r1', ending: 'stopped' } } },
      { type: 'abort' },
    ])
    expect(types(createChunkEncoder({ messageId: 'm1', requestId: 'r1' }).abort())).toEqual([
      'start',
      'start-step',
      'abort',
    ])
  })

  it('says nothing of an event that it does not know', () => {
    expect(encoder.encode({ type: 'from-the-future' } as never)).toEqual([])
  })
})
