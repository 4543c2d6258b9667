import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { baiduV1Errors } from './baidu-v1-errors.ts'
import { createBaiduV1Reply } from './baidu-v1-reply.ts'
import { createClassifier } from './failure.ts'

const classify = createClassifier(baiduV1Errors)
const start = { type: 'start', provider: 'baidu-v1', model: 'ERNIE-4.0-8K' } as const
const newReply = (headers = new Headers()) =>
  createBaiduV1Reply(start, (body) => classify({ status: 200, headers, body, now: 0 }))
const frame = (result: string, rest: object = {}) => ({ id: 'as-1', is_end: false, result, ...rest })
const last = (rest: object = {}) => frame('', { is_end: true, ...rest })

/** The events of all frames but `start`. */
function read(...frames: unknown[]): ChatEvent[] {
  const reply = newReply()
  const events = [...frames.flatMap((one) => reply.read(one, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}
const ofType = (events: readonly ChatEvent[], type: ChatEvent['type']) => events.filter((event) => event.type === type)

describe('an answer of Qianfan’s first version in frames', () => {
  it('starts once and holds the text', () => {
    const reply = newReply()
    expect([frame('你'), frame('好')].flatMap((one) => reply.read(one, undefined))).toEqual([
      start,
      { type: 'text-delta', text: '你' },
      { type: 'text-delta', text: '好' },
    ])
  })

  it('is over with its last frame, and only then', () => {
    const reply = newReply()
    reply.read(frame('a', { finish_reason: 'normal' }), undefined)
    expect(reply.state()).toBe('open')
    expect(reply.end).toThrow(expect.objectContaining({ code: 'interrupted' }))
    reply.read(last(), undefined)
    expect(reply.state()).toBe('over')
    expect(reply.end()).toEqual([{ type: 'finish', reason: 'stop', usage: undefined }])
  })

  it('was refused by the gateway if nothing came but its word in a header', () => {
    const refused = newReply(new Headers({ 'x-bce-error-code': 'IamSignatureInvalid' }))
    expect(refused.end).toThrow(expect.objectContaining({ code: 'auth' }))
    expect(newReply().end).toThrow(expect.objectContaining({ code: 'interrupted' }))
  })

  it.each([
    [{ finish_reason: 'normal' }, 'stop'],
    [{ finish_reason: 'stop' }, 'stop'],
    [{ finish_reason: 'length' }, 'length'],
    [{ finish_reason: 'content_filter' }, 'content-filter'],
    [{ finish_reason: 'function_call' }, 'tool-calls'],
    [{ finish_reason: 'something_new' }, 'other'],
    [{ finish_reason: 'constructor' }, 'other'],
    [{ finish_reason: 5 }, 'stop'],
    [{ finish_reason: 'normal', is_truncated: true }, 'stop'],
    [{ is_truncated: true, need_clear_history: true }, 'length'],
    [{ need_clear_history: true }, 'content-filter'],
    [{ function_call: { name: 'a', arguments: '{}' } }, 'tool-calls'],
    [{}, 'stop'],
  ])('that ends with %j ends with our word %s', (rest, reason) => {
    expect(read(last(rest)).at(-1)).toMatchObject({ type: 'finish', reason })
  })

  it('does not take the reason of a frame in the middle for its own', () => {
    expect(read(frame('a', { finish_reason: 'normal' }), last({ is_truncated: true })).at(-1)).toMatchObject({
      reason: 'length',
    })
    expect(read(frame('a', { finish_reason: 'length' }), last()).at(-1)).toMatchObject({ reason: 'length' })
  })

  it('says once that the history has to go, and which round was the reason', () => {
    const clearing = { need_clear_history: true, ban_round: -1 }
    expect(ofType(read(frame('No.', clearing), last(clearing)), 'notice')).toEqual([
      { type: 'notice', notice: 'context-cleared', details: { round: -1 } },
    ])
    expect(ofType(read(last({ need_clear_history: true })), 'notice')).toEqual([
      { type: 'notice', notice: 'context-cleared' },
    ])
  })

  it('tells of a usage when it changes', () => {
    const usage = (prompt_tokens: unknown, completion_tokens: unknown) => ({
      usage: { prompt_tokens, completion_tokens, total_tokens: 99 },
    })
    expect(
      read(frame('a', usage(2, 0)), frame('b', usage(2, 0)), frame('c', usage('2', 1)), last(usage(2, 36))),
    ).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'usage', usage: { inputTokens: 2, outputTokens: 0 } },
      { type: 'text-delta', text: 'b' },
      { type: 'text-delta', text: 'c' },
      { type: 'usage', usage: { inputTokens: 2, outputTokens: 36 } },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 2, outputTokens: 36 } },
    ])
  })

  it('names each source once, if it is a link', () => {
    const found = { search_results: [{ index: 1, url: 'https://a.example', title: 'A' }, null, { url: 'file:///b' }] }
    const tools_info = { baidu_search: [{ url: 'https://a.example' }, { url: 'http://c.example' }, 1] }
    expect(
      ofType(read(frame('a', { search_info: found }), last({ search_info: found, tools_info })), 'source'),
    ).toEqual([
      { type: 'source', id: 'source-1', url: 'https://a.example', title: 'A' },
      { type: 'source', id: 'source-2', url: 'http://c.example', title: undefined },
    ])
  })

  it('goes on over shapes of no meaning', () => {
    const odd = { function_call: 'a', search_info: [], tools_info: { baidu_search: {} }, usage: 1, error_code: 0 }
    expect(read(frame('a', odd), last({ result: 5, function_call: { name: 5 } }))).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'finish', reason: 'stop', usage: undefined },
    ])
  })

  it.each([
    [{ error_code: 336100, error_msg: 'high load' }, 'overloaded'],
    [{ error_code: '110', error_msg: 'Access token invalid' }, 'auth'],
    [{ code: 336501, msg: 'Rate limit reached for RPM' }, 'rate-limited'],
    [{ code: 'AccessDenied', message: 'no', requestId: '1' }, 'forbidden'],
    [{ error_code: 99_999, error_msg: 'new' }, 'server'],
    [{ error: { code: 'x' } }, 'server'],
    ['text', 'server'],
    [null, 'server'],
  ])('fails with what %j says', (chunk, code) => {
    expect(() => newReply().read(chunk, undefined)).toThrow(expect.objectContaining({ code }))
    expect(() => newReply().readWhole(chunk)).toThrow(expect.objectContaining({ code }))
  })
})

describe('a tool call', () => {
  const function_call = { name: 'weather', thoughts: 'I need it.', arguments: '{"city":"Oslo"}' }
  const id = expect.stringMatching(/^call_\w{24}$/)

  it('comes whole, with the thoughts before it and an id of ours', () => {
    const events = read(last({ function_call, finish_reason: 'function_call' }))
    expect(events).toEqual([
      { type: 'reasoning-delta', text: 'I need it.' },
      { type: 'tool-call-start', id, name: 'weather' },
      { type: 'tool-call-delta', id, text: '{"city":"Oslo"}' },
      { type: 'tool-call', id, name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'finish', reason: 'tool-calls', usage: undefined },
    ])
    expect(new Set(events.flatMap((event) => ('id' in event ? [event.id] : []))).size).toBe(1)
  })

  it('that a frame repeats is the same call', () => {
    const { name, arguments: text } = function_call
    const events = read(frame('', { function_call }), last({ function_call: { name, arguments: text } }))
    expect(ofType(events, 'tool-call')).toHaveLength(1)
  })

  it('without arguments has an empty object, and with an object its JSON', () => {
    expect(read(last({ function_call: { name: 'ping', arguments: '' } })).slice(0, -1)).toEqual([
      { type: 'tool-call-start', id, name: 'ping' },
      { type: 'tool-call', id, name: 'ping', arguments: '{}' },
    ])
    expect(read(last({ function_call: { name: 'ping', arguments: { a: 1 } } }))).toContainEqual({
      type: 'tool-call',
      id,
      name: 'ping',
      arguments: '{"a":1}',
    })
  })
})

describe('an answer of Qianfan’s first version in one piece', () => {
  it('needs no sign of its end', () => {
    const body = { result: 'Hi.', finish_reason: 'normal', usage: { prompt_tokens: 2, completion_tokens: 1 } }
    const usage = { inputTokens: 2, outputTokens: 1 }
    expect(newReply().readWhole(body)).toEqual([
      start,
      { type: 'text-delta', text: 'Hi.' },
      { type: 'usage', usage },
      { type: 'finish', reason: 'stop', usage },
    ])
    expect(newReply().readWhole({ result: '[', is_truncated: true })?.at(-1)).toMatchObject({ reason: 'length' })
  })

  it('is none without a result or a call', () => {
    expect(newReply().readWhole({ id: 'as-1', usage: {} })).toBeUndefined()
    expect(newReply().readWhole({ function_call: { name: 'a' } })).toHaveLength(4)
  })
})

describe('what Qianfan says in passing', () => {
  it('does not take a reason for `normal` that it gave before', () => {
    expect(read(frame('a', { finish_reason: 'length' }), last({ finish_reason: 'normal' })).at(-1)).toMatchObject({
      reason: 'length',
    })
    expect(read(frame('a'), last({ finish_reason: 'normal' })).at(-1)).toMatchObject({ reason: 'stop' })
  })

  it.each([0, '0', '', null])('is no failure when its number is %j', (error_code) => {
    expect(read(frame('a', { error_code }), last())).toMatchObject([{ text: 'a' }, { type: 'finish' }])
  })
})
