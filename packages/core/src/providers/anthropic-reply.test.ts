import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { anthropicErrors } from './anthropic-errors.ts'
import { createAnthropicReply } from './anthropic-reply.ts'
import { createClassifier } from './failure.ts'

const classify = createClassifier(anthropicErrors)
const start = { type: 'start', provider: 'anthropic', model: 'claude' } as const
const newReply = () =>
  createAnthropicReply(start, (body) => classify({ status: 200, headers: new Headers(), body, now: 0 }))

const begin = (usage?: object) => ({ type: 'message_start', message: { content: [], usage } })
const open = (content_block: unknown, index: unknown = 0) => ({ type: 'content_block_start', index, content_block })
const delta = (delta: unknown, index: unknown = 0) => ({ type: 'content_block_delta', index, delta })
const close = (index: unknown = 0) => ({ type: 'content_block_stop', index })
const finish = (stop_reason: unknown, usage?: object) => ({ type: 'message_delta', delta: { stop_reason }, usage })
const over = { type: 'message_stop' }
const json = (partial_json: string, index = 0) => delta({ type: 'input_json_delta', partial_json }, index)
const tool = (id: string, input: object = {}) => ({ type: 'tool_use', id, name: 'weather', input })

/** The events of all chunks but `start`, and of the end. */
function read(...chunks: unknown[]): ChatEvent[] {
  const reply = newReply()
  const events = [...chunks.flatMap((chunk) => reply.read(chunk, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}
/** The events but those of every answer. */
const content = (...chunks: unknown[]) => read(...chunks, finish('end_turn')).slice(0, -1)
const whole = (...blocks: unknown[]) =>
  newReply().readWhole({ type: 'message', content: blocks, stop_reason: 'end_turn' })?.slice(1, -1)

describe('an answer in events', () => {
  it('starts once, whatever comes first and however often it begins', () => {
    const reply = newReply()
    const chunks = [{ type: 'ping' }, begin(), begin(), delta({ type: 'text_delta', text: 'a' })]
    expect(chunks.flatMap((chunk) => reply.read(chunk, undefined))).toEqual([start, { type: 'text-delta', text: 'a' }])
  })

  it('is complete when it has said why it ended, and over with its last event', () => {
    const reply = newReply()
    reply.read(begin(), undefined)
    expect(reply.state()).toBe('open')
    reply.read(finish(null), undefined)
    expect(reply.state()).toBe('open')
    reply.read(finish('end_turn'), undefined)
    expect(reply.state()).toBe('complete')
    reply.read(over, undefined)
    expect(reply.state()).toBe('over')
    expect(reply.end()).toEqual([{ type: 'finish', reason: 'stop', usage: undefined }])
  })

  it('is interrupted without either, and says no reason where none was said', () => {
    expect(() => read(begin(), delta({ type: 'text_delta', text: 'a' }), close())).toThrow(
      expect.objectContaining({ code: 'interrupted' }),
    )
    expect(read(begin(), over)).toEqual([{ type: 'finish', reason: 'other', usage: undefined }])
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool-calls'],
    ['refusal', 'content-filter'],
    ['pause_turn', 'other'],
    ['something_new', 'other'],
    ['constructor', 'other'],
  ])('that ends with %s ends with our word %s', (said, reason) => {
    expect(read(finish(said))).toEqual([{ type: 'finish', reason, usage: undefined }])
  })

  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
    [{ type: 'error', error: { type: 'invalid_request_error', message: 'no' } }, 'bad-request'],
    [{ type: 'error', error: { type: 'something_new', message: 'no' } }, 'server'],
    [{ type: 'error' }, 'server'],
    [{ error: { type: 'rate_limit_error' } }, 'rate-limited'],
    ['text', 'server'],
    [null, 'server'],
    [[1], 'server'],
  ])('fails with what %j says', (chunk, code) => {
    expect(() => read(chunk)).toThrow(expect.objectContaining({ code }))
  })

  it('fails when the name of the event alone says so', () => {
    expect(() => newReply().read({ type: 'timeout_error' }, 'error')).toThrow(
      expect.objectContaining({ code: 'timeout' }),
    )
  })

  it('goes on over what it does not know, and over shapes of no meaning', () => {
    const odd = [
      { type: 'something_new' },
      {},
      { type: 'message_start' },
      { type: 'message_delta' },
      { type: 'message_delta', delta: 'x', usage: 5 },
      open(null),
      open({ type: 'text', text: 5, citations: 'x' }),
      open({ type: 'thinking', thinking: null, signature: 1 }),
      open({ type: 'redacted_thinking' }),
      open({ type: 'web_search_tool_result', content: { type: 'web_search_tool_result_error' } }),
      open({ type: 'web_search_tool_result', content: [null, 1] }),
      open({ type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }, 4),
      json('{"query":"x"}', 4),
      delta(null),
      delta({ type: 'text_delta' }),
      delta({ type: 'thinking_delta', thinking: {} }),
      delta({ type: 'signature_delta' }),
      delta({ type: 'citations_delta', citation: null }),
      delta({ type: 'something_new' }),
      close(9),
    ]
    expect(content(begin(), ...odd, delta({ type: 'text_delta', text: 'a' }))).toEqual([
      { type: 'text-delta', text: 'a' },
    ])
  })
})

describe('thoughts', () => {
  const thinking = { type: 'thinking', thinking: '', signature: '' }
  const signed = { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { signature: 'sigend' } } }
  const sign = (signature: string) => delta({ type: 'signature_delta', signature })

  it('end with their signature, whole', () => {
    const hm = delta({ type: 'thinking_delta', thinking: 'hm' })
    expect(content(open(thinking), hm, sign('sig'), sign('end'), close())).toEqual([
      { type: 'reasoning-delta', text: 'hm' },
      signed,
    ])
  })

  it('may be kept from us, their signature not', () => {
    expect(content(open(thinking), sign('sigend'), close())).toEqual([signed])
  })

  it('need no signature, and keep it where their block does not end', () => {
    const a = delta({ type: 'thinking_delta', thinking: 'a' })
    expect(content(open(thinking), a, close())).toEqual([{ type: 'reasoning-delta', text: 'a' }])
    expect(content(open(thinking), a, sign('sigend')).at(-1)).toEqual(signed)
    expect(content(open(thinking), sign('sigend'), open({ type: 'text', text: 'b' }))).toEqual([
      signed,
      { type: 'text-delta', text: 'b' },
    ])
  })

  it('may be redacted', () => {
    expect(content(open({ type: 'redacted_thinking', data: 'xyz' }), close())).toEqual([
      { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { redactedData: 'xyz' } } },
    ])
  })
})

describe('tool calls', () => {
  it('are announced, grow and are complete before the answer is', () => {
    expect(content(open(tool('c1')), json(''), json('{"a":'), json('1}'), close())).toEqual([
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{"a":' },
      { type: 'tool-call-delta', id: 'c1', text: '1}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' },
    ])
  })

  it('without arguments have an empty object, without an id one of ours', () => {
    expect(content(open(tool('')), json(''), close())).toEqual([
      { type: 'tool-call-start', id: expect.stringMatching(/^call_\w{24}$/), name: 'weather' },
      { type: 'tool-call', id: expect.stringMatching(/^call_\w{24}$/), name: 'weather', arguments: '{}' },
    ])
  })

  it('may come with all their arguments at once', () => {
    expect(content(open(tool('c1', { a: 1 })), close())).toEqual([
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{"a":1}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' },
    ])
  })

  it('that break off are told of as they are', () => {
    expect(read(open(tool('c1')), json('{"a'), finish('max_tokens')).slice(-2)).toEqual([
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a' },
      { type: 'finish', reason: 'length', usage: undefined },
    ])
  })

  it('may be written in turns, and end when another takes their place', () => {
    const chunks = [
      open(tool('c0'), 0),
      open(tool('c1'), 1),
      json('{"n":0}', 0),
      json('{"n":1}', 1),
      open(tool('c2'), 1),
    ]
    expect(content(...chunks).filter(({ type }) => type === 'tool-call')).toMatchObject([
      { id: 'c1', arguments: '{"n":1}' },
      { id: 'c0', arguments: '{"n":0}' },
      { id: 'c2', arguments: '{}' },
    ])
  })

  it('are no more than a thousand', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => [open(tool(`c${index}`), index), close(index)]).flat()
    expect(content(...many.slice(0, -2))).toHaveLength(2_000)
    expect(() => content(...many)).toThrow('too many parts')
  })
})

describe('sources', () => {
  const page = (url: unknown, title?: string) => ({ type: 'web_search_result_location', url, title })
  const cited = (citation: object) => delta({ type: 'citations_delta', citation })

  it('are what was found and what is quoted, each once', () => {
    const found = { type: 'web_search_tool_result', content: [page('https://example.com', 'Example')] }
    const quotes = [
      cited(page('https://example.com')),
      cited(page('https://example.org')),
      cited({ type: 'char_location' }),
    ]
    expect(content(open(found), close(), ...quotes, cited(page('javascript:alert(1)')), cited(page(5)))).toEqual([
      { type: 'source', id: 'source-1', url: 'https://example.com', title: 'Example' },
      { type: 'source', id: 'source-2', url: 'https://example.org', title: undefined },
    ])
  })

  it('stand in the text of a reply in one piece', () => {
    expect(whole({ type: 'text', text: 'a', citations: [page('https://example.com', 'Example')] })).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'source', id: 'source-1', url: 'https://example.com', title: 'Example' },
    ])
  })
})

describe('usage', () => {
  it('includes what was read from the cache and written to it, and overwrites what was said before', () => {
    const first = { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 3, output_tokens: 1 }
    const last = { output_tokens: 9, input_tokens: null, output_tokens_details: { thinking_tokens: 5 } }
    const input = { inputTokens: 17, cachedInputTokens: 4, cacheWriteInputTokens: 3 }
    const usage = { ...input, outputTokens: 9, reasoningTokens: 5 }
    expect(read(begin(first), finish('end_turn', last), over)).toEqual([
      { type: 'usage', usage: { ...input, outputTokens: 1 } },
      { type: 'usage', usage },
      { type: 'finish', reason: 'stop', usage },
    ])
  })

  it('tells what is kept in the cache for an hour, and remembers it when the end does not repeat it', () => {
    const written = { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 5 }
    const first = { input_tokens: 10, cache_creation_input_tokens: 7, cache_creation: written, output_tokens: 1 }
    const usage = { inputTokens: 17, outputTokens: 9, cacheWriteInputTokens: 7, cacheWrite1hInputTokens: 5 }
    for (const last of [{}, { cache_creation: { ephemeral_1h_input_tokens: 0 } }, { cache_creation: 'none' }]) {
      const events = read(begin(first), finish('end_turn', { output_tokens: 9, ...last }), over)
      expect(events.at(-1)).toMatchObject({ usage })
    }
  })

  it('may be corrected at the end, and is not set back by a second beginning', () => {
    const early = { input_tokens: 10, output_tokens: 1 }
    const events = read(begin(early), finish('end_turn', { input_tokens: 12, output_tokens: 9 }), begin(early), over)
    expect(events.at(-1)).toMatchObject({ usage: { inputTokens: 12, outputTokens: 9 } })
  })

  it.each([undefined, {}, { output_tokens: 1 }, { input_tokens: '10' }, { input_tokens: -1 }])(
    'is not made up of %j',
    (odd) => {
      expect(read(begin(odd), over)).toEqual([{ type: 'finish', reason: 'other', usage: undefined }])
    },
  )
})

describe('a reply in one piece', () => {
  it('is the same answer', () => {
    const reply = newReply()
    expect(
      reply.readWhole({
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'sig' },
          { type: 'text', text: 'Looking.' },
          tool('c1'),
          tool('c2', { a: 1 }),
          null,
        ],
        stop_reason: 'tool_use',
        usage: { input_tokens: 1, output_tokens: 2 },
      }),
    ).toEqual([
      start,
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'reasoning-delta', text: '', providerMetadata: { anthropic: { signature: 'sig' } } },
      { type: 'text-delta', text: 'Looking.' },
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'tool-call-start', id: 'c2', name: 'weather' },
      { type: 'tool-call-delta', id: 'c2', text: '{"a":1}' },
      { type: 'tool-call', id: 'c2', name: 'weather', arguments: '{"a":1}' },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 2 } },
      { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 1, outputTokens: 2 } },
    ])
  })

  it('is complete without a reason', () => {
    expect(newReply().readWhole({ content: [] })?.at(-1)).toMatchObject({ type: 'finish', reason: 'other' })
  })

  it('is no answer without content, and a failure where it says so', () => {
    for (const odd of [null, 'text', [], {}, { content: 'text' }]) expect(newReply().readWhole(odd)).toBeUndefined()
    expect(() => newReply().readWhole({ type: 'error', error: { type: 'billing_error' } })).toThrow(
      expect.objectContaining({ code: 'quota-exceeded' }),
    )
  })
})
