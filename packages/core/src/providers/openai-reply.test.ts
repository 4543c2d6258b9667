import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'
import { createOpenAIReply } from './openai-reply.ts'

const classify = createClassifier(openaiErrors)
const start = { type: 'start', provider: 'openai', model: 'gpt' } as const
const newReply = () =>
  createOpenAIReply(start, (body) => classify({ status: 200, headers: new Headers(), body, now: 0 }))
const stop = { choices: [{ delta: {}, finish_reason: 'stop' }] }
const delta = (delta: object, rest: object = {}) => ({ choices: [{ index: 0, delta, ...rest }] })
const calls = (...tool_calls: object[]) => delta({ tool_calls })

/** The events of all chunks but `start`. */
function read(...chunks: unknown[]): ChatEvent[] {
  const reply = newReply()
  const events = [...chunks.flatMap((chunk) => reply.read(chunk, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}
const readCalls = (...chunks: unknown[]) => read(...chunks, stop).filter((event) => event.type === 'tool-call')
const thrownBy = (chunk: unknown) => {
  try {
    newReply().read(chunk, undefined)
  } catch (error) {
    return error
  }
  return undefined
}

describe('an answer in chunks', () => {
  it('starts once, with the first chunk', () => {
    const reply = newReply()
    const events = [{ choices: [] }, delta({ role: 'assistant', content: '' }), delta({ content: 'a' })].flatMap(
      (chunk) => reply.read(chunk, undefined),
    )
    expect(events).toEqual([
      { type: 'start', provider: 'openai', model: 'gpt' },
      { type: 'text-delta', text: 'a' },
    ])
  })

  it('holds text, reasoning under both names, refusals and sources', () => {
    const citation = {
      type: 'url_citation',
      url_citation: { url: 'https://example.com', title: 'Example', start_index: 0 },
    }
    const events = read(
      delta({ content: null, reasoning_content: 'h' }),
      delta({ reasoning: 'm' }),
      delta({ content: 'Yes', refusal: null }),
      delta({ refusal: 'No.' }),
      delta({ annotations: [citation, { type: 'file_citation' }, { url_citation: { url: 'https://example.org' } }] }),
      stop,
    )
    expect(events).toEqual([
      { type: 'reasoning-delta', text: 'h' },
      { type: 'reasoning-delta', text: 'm' },
      { type: 'text-delta', text: 'Yes' },
      { type: 'text-delta', text: 'No.' },
      { type: 'source', id: 'source-1', url: 'https://example.com', title: 'Example' },
      { type: 'source', id: 'source-2', url: 'https://example.org', title: undefined },
      { type: 'finish', reason: 'stop', usage: undefined },
    ])
  })

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool-calls'],
    ['function_call', 'tool-calls'],
    ['content_filter', 'content-filter'],
    ['sensitive', 'content-filter'],
    ['something_new', 'other'],
    ['constructor', 'other'],
  ])('that ends with %s ends with our word %s', (finish_reason, reason) => {
    expect(read(delta({}, { finish_reason })).at(-1)).toMatchObject({ type: 'finish', reason })
  })

  it('is complete with is_end, or with the terminal marker, and with nothing less', () => {
    expect(read(delta({ content: 'a' }, { is_end: true })).at(-1)).toMatchObject({ type: 'finish', reason: 'other' })
    const reply = newReply()
    expect(reply.end).toThrow(expect.objectContaining({ code: 'interrupted' }))
    reply.done?.()
    expect(reply.end()).toEqual([{ type: 'finish', reason: 'other', usage: undefined }])
    expect(() => read(delta({ content: 'a' }, { is_end: false, finish_reason: null }))).toThrow(/broke off/)
    expect(() => read(delta({ content: 'a' }, { finish_reason: '' }))).toThrow(/broke off/)
  })

  it.each([
    [delta({}, { finish_reason: 'insufficient_system_resource' }), 'overloaded'],
    [delta({}, { finish_reason: 'network_error' }), 'server'],
    [{ error: { message: 'Failed.', code: 'insufficient_quota' } }, 'quota-exceeded'],
    [{ error: 'Failed.' }, 'server'],
    [{ object: 'error', message: 'Too long: maximum context length is 8', code: 400 }, 'context-too-long'],
    [{ object: 'error', message: 'no', type: 'BadRequestError', code: 400 }, 'bad-request'],
    ['text', 'server'],
    [null, 'server'],
    [[1], 'server'],
  ])('fails with what %j says', (chunk, code) => {
    expect(thrownBy(chunk)).toMatchObject({ code })
  })

  it('goes on over an error field that holds none, and over shapes of no meaning', () => {
    const odd = [
      { error: null, choices: null },
      { choices: [null] },
      { choices: [{ delta: 'x' }] },
      delta({ content: 5 }),
    ]
    expect(read(...odd, delta({ tool_calls: [null], annotations: [null, 1], content: 'a' }), stop)).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'finish', reason: 'stop', usage: undefined },
    ])
  })
})

describe('tool calls', () => {
  it('are announced, grow and are complete before the answer is', () => {
    const name = { name: 'weather', arguments: '' }
    expect(
      read(
        calls({ index: 0, id: 'c1', type: 'function', function: name }),
        calls({ index: 0, function: { arguments: '{"a":' } }),
        calls({ index: 0, function: { arguments: '1}' } }),
        delta({}, { finish_reason: 'tool_calls' }),
      ),
    ).toEqual([
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{"a":' },
      { type: 'tool-call-delta', id: 'c1', text: '1}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' },
      { type: 'finish', reason: 'tool-calls', usage: undefined },
    ])
  })

  it('keep their id when it is repeated as an empty text', () => {
    const first = calls({ index: 0, id: 'c1', function: { name: 'a', arguments: '{' } })
    expect(readCalls(first, calls({ index: 0, id: '', function: { name: '', arguments: '}' } }))).toEqual([
      { type: 'tool-call', id: 'c1', name: 'a', arguments: '{}' },
    ])
  })

  it('may come without an index, several in one chunk or one after the other', () => {
    const one = { id: 'c1', function: { name: 'a', arguments: '{"n":1}' } }
    const two = { id: 'c2', function: { name: 'b', arguments: '{"n":2}' } }
    const both = [
      { type: 'tool-call', id: 'c1', name: 'a', arguments: '{"n":1}' },
      { type: 'tool-call', id: 'c2', name: 'b', arguments: '{"n":2}' },
    ]
    expect(readCalls(calls(one, two))).toEqual(both)
    expect(readCalls(calls(one), calls(two))).toEqual(both)
  })

  it('at one index are two when their ids are two', () => {
    const chunk = (id: string) => calls({ index: 0, id, function: { name: 'a', arguments: `{"id":"${id}"}` } })
    expect(readCalls(chunk('c1'), chunk('c2'))).toMatchObject([
      { id: 'c1', arguments: '{"id":"c1"}' },
      { id: 'c2', arguments: '{"id":"c2"}' },
    ])
  })

  it('may be written in turns', () => {
    const begin = (index: number) => ({ index, id: `c${index}`, function: { name: 'a', arguments: '' } })
    const go = (index: number, text: string) => calls({ index, function: { arguments: text } })
    expect(readCalls(calls(begin(0), begin(1)), go(0, '{"n"'), go(1, '{"n"'), go(0, ':0}'), go(1, ':1}'))).toEqual([
      { type: 'tool-call', id: 'c0', name: 'a', arguments: '{"n":0}' },
      { type: 'tool-call', id: 'c1', name: 'a', arguments: '{"n":1}' },
    ])
  })

  it('may come without an index and an id', () => {
    const call = (name: string) => ({ function: { name, arguments: '{}' } })
    const [a, b] = readCalls(calls(call('a'), call('b')))
    expect([a, b]).toMatchObject([{ name: 'a' }, { name: 'b' }])
    // Of a later turn's call too they must be told apart.
    expect(new Set([a, b].map((one) => one?.type === 'tool-call' && one.id)).size).toBe(2)
  })

  it('of one chunk each are told apart where neither index nor id does', () => {
    const call = (name: string) => calls({ function: { name, arguments: '{}' } })
    expect(readCalls(call('a'), call('b'))).toMatchObject([
      { name: 'a', arguments: '{}' },
      { name: 'b', arguments: '{}' },
    ])
  })

  it('may come as the one function call of old', () => {
    const old = (function_call: object) => delta({ function_call })
    expect(readCalls(old({ name: 'a', arguments: '' }), old({ arguments: '{"n"' }), old({ arguments: ':1}' }))).toEqual(
      [{ type: 'tool-call', id: expect.stringMatching(/^call_/), name: 'a', arguments: '{"n":1}' }],
    )
    const both = {
      function_call: { name: 'a', arguments: '{}' },
      tool_calls: [{ index: 0, id: 'x', function: { name: 'a' } }],
    }
    expect(readCalls(delta(both))).toHaveLength(1)
  })

  it('are not told of before they have a name, which may come after the id, or before', () => {
    const late = [calls({ index: 0, id: 'x' }), calls({ index: 0, function: { name: 'a', arguments: '{}' } })]
    const early = [
      calls({ index: 0, function: { name: 'a' } }),
      calls({ index: 0, id: 'x', function: { arguments: '{}' } }),
    ]
    for (const chunks of [late, early]) {
      expect(readCalls(...chunks)).toEqual([{ type: 'tool-call', id: 'x', name: 'a', arguments: '{}' }])
    }
  })

  it('are no more than a thousand at once', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({ index, id: `c${index}`, function: { name: 'a' } }))
    expect(() => readCalls(calls(...many))).toThrow('too many tools')
  })

  it('without arguments have an empty object, without an id one of ours', () => {
    expect(readCalls(calls({ index: 2, function: { name: 'ping' } }))).toEqual([
      { type: 'tool-call', id: expect.stringMatching(/^call_\w{24}$/), name: 'ping', arguments: '{}' },
    ])
  })
})

describe('usage', () => {
  it('tells pictures, sound and cache writes apart where there are any', () => {
    const input = { cached_tokens: 1, cache_write_tokens: 2, audio_tokens: 3, image_tokens: 4 }
    const output = { reasoning_tokens: 5, audio_tokens: 0, image_tokens: 6 }
    const details = { prompt_tokens_details: input, completion_tokens_details: output }
    expect(read({ ...stop, usage: { prompt_tokens: 10, completion_tokens: 11, ...details } }).at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: {
        inputTokens: 10,
        outputTokens: 11,
        cachedInputTokens: 1,
        cacheWriteInputTokens: 2,
        audioInputTokens: 3,
        imageInputTokens: 4,
        reasoningTokens: 5,
        imageOutputTokens: 6,
      },
    })
  })

  it('has the part that Moonshot read from its cache', () => {
    expect(
      read({ ...stop, usage: { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 8 } }).at(-1),
    ).toMatchObject({
      usage: { inputTokens: 10, cachedInputTokens: 8 },
    })
  })

  const usage = { prompt_tokens: 10, completion_tokens: 5 }

  it('is read from its own chunk and repeated by finish', () => {
    const details = { prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 2 } }
    const expected = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 2 }
    expect(read(stop, { choices: [], usage: { ...usage, ...details } })).toEqual([
      { type: 'usage', usage: expected },
      { type: 'finish', reason: 'stop', usage: expected },
    ])
  })

  it('may stand in the choice, and name the cached part as DeepSeek does', () => {
    expect(read(delta({}, { finish_reason: 'stop', usage })).at(-1)).toMatchObject({
      usage: { inputTokens: 10, outputTokens: 5 },
    })
    expect(read({ ...stop, usage: { ...usage, prompt_cache_hit_tokens: 0 } }).at(-1)).toMatchObject({
      usage: { cachedInputTokens: 0 },
    })
  })

  it.each([null, 5, {}, { prompt_tokens: '10' }, { prompt_tokens: -1 }, { prompt_tokens: 1.5 }])(
    'is not made up of %j',
    (odd) => {
      expect(read({ ...stop, usage: odd })).toEqual([{ type: 'finish', reason: 'stop', usage: undefined }])
    },
  )
})
