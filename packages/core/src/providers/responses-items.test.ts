import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createResponsesReply } from './responses-reply.ts'

const event = (type: string, fields: object = {}) => ({ type: `response.${type}`, ...fields })
const created = event('created', { response: { status: 'in_progress', output: [] } })
const completed = event('completed', { response: { status: 'completed' } })
const text = (delta: string, output_index = 0) => event('output_text.delta', { output_index, delta })
const done = (item: object, output_index = 0) => event('output_item.done', { output_index, item })
const added = (item: object, output_index = 0) => event('output_item.added', { output_index, item })
const finish = { type: 'finish', reason: 'stop', usage: undefined }

/** The events of all chunks but `start`. */
function read(...chunks: unknown[]): ChatEvent[] {
  const start = { type: 'start', provider: 'openai', model: 'gpt' } as const
  const reply = createResponsesReply(start, () => new ChatError('server', 'It failed.'))
  const events = [...chunks.flatMap((chunk) => reply.read(chunk, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}

describe('thoughts', () => {
  const summary = (delta: string, summary_index = 0, output_index = 0) =>
    event('reasoning_summary_text.delta', { output_index, summary_index, delta })
  const sealed = { type: 'reasoning', id: 'rs_1', encrypted_content: 'sealed', summary: [] }
  const seal = {
    type: 'reasoning-delta',
    text: '',
    providerMetadata: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } },
  }
  const thoughts = (...texts: string[]) => texts.map((text) => ({ type: 'reasoning-delta', text }))

  it('come in pieces, and end with what the model wants back', () => {
    expect(read(summary('Let me '), summary('see.'), done(sealed), text('Yes', 1), completed)).toEqual([
      ...thoughts('Let me ', 'see.'),
      seal,
      { type: 'text-delta', text: 'Yes' },
      finish,
    ])
  })

  it('have a blank line between paragraphs and between items, and none after a seal', () => {
    expect(read(summary('a'), summary('b', 1), summary('c', 1), summary('d', 0, 1), completed)).toEqual([
      ...thoughts('a', '\n\nb', 'c', '\n\nd'),
      finish,
    ])
    expect(read(summary('a'), done(sealed), summary('b', 0, 1), completed)).toEqual([
      ...thoughts('a'),
      seal,
      ...thoughts('b'),
      finish,
    ])
    expect(read(summary('a'), added({ type: 'message' }, 1), summary('b', 0, 2), completed)).toEqual([
      ...thoughts('a', 'b'),
      finish,
    ])
  })

  it('of open models are told in full', () => {
    const raw = event('reasoning_text.delta', { output_index: 0, content_index: 0, delta: 'Hm.' })
    expect(read(raw, done({ type: 'reasoning', content: [{ text: 'Hm.' }] }), completed)).toEqual([
      ...thoughts('Hm.'),
      finish,
    ])
  })

  it('may come in one piece, and are not sealed twice', () => {
    const item = { ...sealed, summary: [{ type: 'summary_text', text: 'a' }, { text: 'b' }] }
    expect(read(done(item), done(item), completed)).toEqual([...thoughts('a', '\n\nb'), seal, finish])
    const open = { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'c' }] }
    expect(read(done(open), completed)).toEqual([...thoughts('c'), finish])
  })
})

describe('tool calls', () => {
  const call = (call_id: string, rest: object = {}) => ({
    type: 'function_call',
    id: `fc_${call_id}`,
    call_id,
    name: 'weather',
    arguments: '',
    ...rest,
  })
  const piece = (delta: string, output_index = 0) => event('function_call_arguments.delta', { output_index, delta })
  const callsOf = (...chunks: unknown[]) => read(...chunks, completed).filter(({ type }) => type === 'tool-call')

  it('are announced, grow and are complete before the answer is', () => {
    const whole = '{"a":1}'
    expect(
      read(
        added(call('c1')),
        piece('{"a":'),
        piece('1}'),
        event('function_call_arguments.done', { output_index: 0, arguments: whole }),
        done(call('c1', { arguments: whole })),
        completed,
      ),
    ).toEqual([
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{"a":' },
      { type: 'tool-call-delta', id: 'c1', text: '1}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: whole },
      { ...finish, reason: 'tool-calls' },
    ])
  })

  it('may come without pieces, or as nothing but what is complete', () => {
    const whole = done(call('c1', { arguments: '{"a":1}' }))
    const expected = [
      { type: 'tool-call-start', id: 'c1', name: 'weather' },
      { type: 'tool-call-delta', id: 'c1', text: '{"a":1}' },
      { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"a":1}' },
      { ...finish, reason: 'tool-calls' },
    ]
    expect(read(added(call('c1')), whole, completed)).toEqual(expected)
    expect(read(whole, completed)).toEqual(expected)
    // Told again, it is still one.
    expect(read(whole, added(call('c1')), whole, completed)).toEqual(expected)
    expect(
      read(
        added(call('c1')),
        event('function_call_arguments.done', { output_index: 0, arguments: '{"a":1}' }),
        completed,
      ),
    ).toEqual(expected)
  })

  it('have the arguments that their last event says', () => {
    expect(callsOf(added(call('c1')), piece('{"a"'), done(call('c1', { arguments: '{"b":2}' })))).toMatchObject([
      { arguments: '{"b":2}' },
    ])
  })

  it('may be written in turns, and stand in the order of the output', () => {
    expect(
      callsOf(added(call('c2'), 1), added(call('c1'), 0), piece('{"n"', 0), piece('{}', 1), piece(':1}', 0)),
    ).toMatchObject([
      { id: 'c1', arguments: '{"n":1}' },
      { id: 'c2', arguments: '{}' },
    ])
  })

  it('are told apart by their ids where a server says no place', () => {
    const anywhere = (call_id: string) => ({ type: 'response.output_item.done', item: call(call_id) })
    expect(callsOf(anywhere('c1'), anywhere('c2'))).toMatchObject([{ id: 'c1' }, { id: 'c2' }])
  })

  it('may have their arguments as an object', () => {
    expect(callsOf(added(call('c1')), done(call('c1', { arguments: { a: 1 } })))).toMatchObject([
      { arguments: '{"a":1}' },
    ])
  })

  it('do not fill the memory', () => {
    const pieces = Array.from({ length: 5 }, (_, index) => piece('x'.repeat(1_000_000), index % 2))
    expect(() => callsOf(added(call('c1')), added(call('c2'), 1), ...pieces)).toThrow('more than can be accepted')
    const whole = Array.from({ length: 5 }, (_, index) =>
      done(call(`c${index}`, { arguments: 'x'.repeat(1_000_000) }), index),
    )
    expect(() => callsOf(...whole)).toThrow('more than can be accepted')
  })

  it('without arguments have an empty object, without an id one of ours', () => {
    const bare = { type: 'function_call', name: 'ping' }
    expect(callsOf(added(bare), done(bare))).toEqual([
      { type: 'tool-call', id: expect.stringMatching(/^call_\w{24}$/), name: 'ping', arguments: '{}' },
    ])
  })

  it('are no more than a thousand', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => added(call(`c${index}`), index))
    expect(() => callsOf(...many)).toThrow('too many tools')
  })

  it('of an answer that is too long do not hide that it is', () => {
    const response = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    expect(read(added(call('c1')), piece('{"a'), event('incomplete', { response })).slice(-2)).toMatchObject([
      { type: 'tool-call', arguments: '{"a' },
      { type: 'finish', reason: 'length' },
    ])
  })

  it('of a response that follows in the same stream take the place of those before', () => {
    const chunks = [
      ...[created, added(call('c1'), 0), piece('1', 0), added(call('c2'), 1), piece('2', 1), completed],
      ...[created, piece('x', 1), added(call('c3'), 0), piece('3', 0), completed],
      ...[created, text('Done.', 0), completed],
    ]
    expect(callsOf(...chunks)).toMatchObject([
      { id: 'c3', arguments: '3' },
      { id: 'c2', arguments: '2' },
    ])
    expect(read(...chunks)).toContainEqual({ type: 'text-delta', text: 'Done.' })
    expect(() => read(...chunks.slice(0, -1))).toThrow(/broke off/)
  })
})

describe('items of which no place is said', () => {
  const message = (text: string, id?: string) => ({
    type: 'response.output_item.done',
    item: { type: 'message', id, content: [{ type: 'output_text', text }] },
  })
  const texts = (...chunks: unknown[]) =>
    read(...chunks, completed).flatMap((event) => ('text' in event ? [event.text] : []))

  it('are all told, with an id or without', () => {
    expect(texts(message('a', 'm1'), message('b', 'm2'))).toEqual(['a', 'b'])
    expect(texts(message('a'), message('b'))).toEqual(['a', 'b'])
  })

  it('are not told twice', () => {
    const piece = (item_id?: string) => ({ type: 'response.output_text.delta', item_id, delta: 'a' })
    expect(texts(piece('m1'), message('a', 'm1'), message('b', 'm2'))).toEqual(['a', 'b'])
    expect(texts(piece(), message('a'), message('b'))).toEqual(['a', 'b'])
  })
})
