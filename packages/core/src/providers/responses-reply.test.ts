import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../chat/event.ts'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'
import { createResponsesReply } from './responses-reply.ts'

const classify = createClassifier(openaiErrors)
const start = { type: 'start', provider: 'openai', model: 'gpt' } as const
const newReply = () =>
  createResponsesReply(start, (body) => classify({ status: 200, headers: new Headers(), body, now: 0 }))
const event = (type: string, fields: object = {}) => ({ type: `response.${type}`, ...fields })
const created = event('created', { response: { status: 'in_progress', output: [] } })
const completed = event('completed', { response: { status: 'completed' } })
const text = (delta: string, output_index = 0) => event('output_text.delta', { output_index, delta })
const done = (item: object, output_index = 0) => event('output_item.done', { output_index, item })
const finish = { type: 'finish', reason: 'stop', usage: undefined }

/** The events of all chunks but `start`. */
function read(...chunks: unknown[]): ChatEvent[] {
  const reply = newReply()
  const events = [...chunks.flatMap((chunk) => reply.read(chunk, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}
function thrownBy(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a response in events', () => {
  it('starts once, with the first event', () => {
    const reply = newReply()
    expect(reply.read(created, 'response.created')).toEqual([start])
    expect(reply.read(text('a'), 'response.output_text.delta')).toEqual([{ type: 'text-delta', text: 'a' }])
    expect(reply.state()).toBe('open')
    expect(reply.read(completed, 'response.completed')).toEqual([])
    expect(reply.state()).toBe('complete')
    expect(reply.end()).toEqual([finish])
  })

  it('holds text, refusals and sources', () => {
    const annotation = { type: 'url_citation', url: 'https://example.com', title: 'Example', start_index: 0 }
    const cited = (annotation: unknown) => event('output_text.annotation.added', { output_index: 0, annotation })
    expect(
      read(
        text('Yes'),
        cited(annotation),
        cited(annotation),
        cited({ type: 'file_citation', file_id: 'f' }),
        cited({ type: 'url_citation', url: 'javascript:alert(1)' }),
        cited({ type: 'url_citation', url: 'https://example.org' }),
        event('refusal.delta', { output_index: 0, delta: 'No.' }),
        completed,
      ),
    ).toEqual([
      { type: 'text-delta', text: 'Yes' },
      { type: 'source', id: 'source-1', url: 'https://example.com', title: 'Example' },
      { type: 'source', id: 'source-2', url: 'https://example.org', title: undefined },
      { type: 'text-delta', text: 'No.' },
      finish,
    ])
  })

  it('is told once, whatever repeats it', () => {
    const message = { type: 'message', content: [{ type: 'output_text', text: 'hello' }] }
    const whole = event('completed', { response: { output: [message] } })
    const hello = [{ type: 'text-delta', text: 'hello' }, finish]
    expect(read(text('hello'), event('output_text.done', { text: 'hello' }), done(message), whole)).toEqual(hello)
    expect(read(done(message), done(message), whole)).toEqual(hello)
    expect(read(created, whole)).toEqual(hello)
  })

  it('is named by its event where it does not name itself', () => {
    const reply = newReply()
    reply.read({ delta: 'a' }, 'response.output_text.delta')
    reply.read({ response: {} }, 'response.completed')
    expect(reply.end()).toEqual([finish])
  })

  it.each([
    [{ reason: 'max_output_tokens' }, 'length'],
    [{ reason: 'content_filter' }, 'content-filter'],
    [{ reason: 'something_new' }, 'other'],
    [{ reason: 'constructor' }, 'other'],
    [null, 'other'],
  ])('that is incomplete for %j ends with our word %s', (incomplete_details, reason) => {
    const response = { status: 'incomplete', incomplete_details }
    expect(read(event('incomplete', { response }))).toEqual([{ ...finish, reason }])
    expect(read(event('completed', { response }))).toEqual([{ ...finish, reason }])
  })

  it('is interrupted without its last event, or when somebody cancels it', () => {
    expect(() => read(created, text('a'))).toThrow(expect.objectContaining({ code: 'interrupted' }))
    expect(() => read(event('cancelled', { response: { status: 'cancelled' } }))).toThrow(/broke off/)
  })

  it('goes on over shapes of no meaning', () => {
    const odd = [
      {},
      event('output_text.delta'),
      event('output_text.delta', { delta: 5 }),
      event('reasoning_summary_text.delta', { delta: null }),
      event('function_call_arguments.delta', { delta: '{', output_index: 3 }),
      event('function_call_arguments.done', { arguments: '{}', output_index: 3 }),
      event('output_text.annotation.added', { annotation: null }),
      event('output_item.added'),
      event('output_item.added', { item: { type: 'function_call' } }),
      event('output_item.done', { item: 'x' }),
      done({ type: 'message', content: [null, 1, {}], id: 7 }, 4),
      done({ type: 'reasoning', summary: 'x', content: [{ text: 1 }], encrypted_content: 1 }, 5),
      done({ type: 'web_search_call' }, 6),
      event('web_search_call.searching', { error: null }),
    ]
    expect(read(...odd, text('a'), event('completed', { response: { usage: 'x', output: 'y' } }))).toEqual([
      { type: 'text-delta', text: 'a' },
      finish,
    ])
    expect(read(text('a'), event('completed'))).toHaveLength(2)
  })
})

describe('a failure in a stream', () => {
  const quota = { code: 'insufficient_quota', message: 'Used up.' }

  it.each([
    [{ type: 'error', error: { type: 'insufficient_quota', ...quota } }, 'quota-exceeded'],
    [{ type: 'error', ...quota, param: null }, 'quota-exceeded'],
    [{ error: quota }, 'quota-exceeded'],
    [{ error: 'Failed.' }, 'server'],
    [event('failed', { response: { status: 'failed', error: quota } }), 'quota-exceeded'],
    [event('failed', { response: { status: 'failed', error: null } }), 'server'],
    [event('failed'), 'server'],
    ['text', 'server'],
    [null, 'server'],
  ])('is what %j says', (chunk, code) => {
    expect(thrownBy(() => read(created, chunk))).toMatchObject({ code })
  })

  it('may be told by the name of the event alone', () => {
    expect(thrownBy(() => newReply().read({ type: 'x', code: 'slow_down' }, 'error'))).toMatchObject({
      code: 'overloaded',
    })
  })
})

describe('usage', () => {
  const ending = (usage: unknown) => event('completed', { response: { usage } })

  it('is read from the last event and repeated by finish', () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 5,
      cachedInputTokens: 4,
      cacheWriteInputTokens: 3,
      reasoningTokens: 2,
    }
    expect(
      read(
        ending({
          input_tokens: 10,
          input_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
          output_tokens: 5,
          output_tokens_details: { reasoning_tokens: 2 },
        }),
      ),
    ).toEqual([
      { type: 'usage', usage },
      { ...finish, usage },
    ])
  })

  it('says no more than the provider does', () => {
    expect(read(ending({ input_tokens: 10 })).at(-1)).toEqual({
      ...finish,
      usage: { inputTokens: 10, outputTokens: 0 },
    })
  })

  it.each([null, 5, {}, { input_tokens: '10' }, { input_tokens: -1 }])('is not made up of %j', (odd) => {
    expect(read(ending(odd))).toEqual([finish])
  })
})

describe('a response in one piece', () => {
  const whole = (body: unknown) => newReply().readWhole(body)
  const url = { type: 'url_citation', url: 'https://example.com' }

  it('holds all that a stream would', () => {
    const output = [
      { type: 'reasoning', id: 'rs_1', encrypted_content: 'sealed', summary: [{ text: 'Hm.' }] },
      { type: 'message', content: [{ text: 'Hello', annotations: [url] }, { refusal: 'No.' }] },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' },
    ]
    const usage = { input_tokens: 1, output_tokens: 2 }
    const events = whole({ object: 'response', status: 'completed', error: null, output, usage })
    expect(events).toMatchObject([
      start,
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'reasoning-delta', text: '', providerMetadata: { openai: { itemId: 'rs_1' } } },
      { type: 'text-delta', text: 'Hello' },
      { type: 'source', url: 'https://example.com' },
      { type: 'text-delta', text: 'No.' },
      { type: 'tool-call-start', id: 'c1' },
      { type: 'tool-call-delta', id: 'c1', text: '{}' },
      { type: 'usage' },
      { type: 'tool-call', id: 'c1', arguments: '{}' },
      { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 1, outputTokens: 2 } },
    ])
  })

  it('is complete without a status, and says when it is not', () => {
    expect(whole({ output: [] })).toEqual([start, finish])
    const incomplete = { status: 'incomplete', incomplete_details: { reason: 'content_filter' }, output: [] }
    expect(whole(incomplete)?.at(-1)).toMatchObject({ reason: 'content-filter' })
  })

  it.each([
    [{ error: { code: 'insufficient_quota' } }, 'quota-exceeded'],
    [{ status: 'failed', error: { code: 'rate_limit_exceeded' }, output: [] }, 'rate-limited'],
    [{ status: 'failed', error: null, output: [] }, 'server'],
    [{ status: 'cancelled', output: [] }, 'interrupted'],
    [{ status: 'queued', output: [] }, 'interrupted'],
  ])('may be a failure: %j', (body, code) => {
    expect(thrownBy(() => whole(body))).toMatchObject({ code })
  })

  it.each([[{ ok: true }], [null], ['text'], [[]]])('is no answer as %j', (body) => {
    expect(whole(body)).toBeUndefined()
  })
})
