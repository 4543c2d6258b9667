import { describe, expect, it } from 'vitest'
import { generate } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import type { Observation } from '../chat/handler.ts'
import type { ChatMessage, ChatRequest } from '../chat/request.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { filterCalls } from './filter-calls.ts'
import type { FilterRule } from './filter-rule.ts'
import { plainSource } from './test-support/plain-source.ts'

const rules: readonly FilterRule[] = [
  { id: 'word', terms: ['secret', '博彩'], category: 'words' },
  { id: 'stop', terms: ['forbidden'], action: 'block', category: 'violence', severity: 'high' },
  { id: 'look', terms: ['odd'], action: 'flag' },
  { id: 'mail', terms: ['ada@example.com', 'bob@example.com'], placeholder: 'EMAIL' },
  { id: 'phone', terms: ['13800138000'], placeholder: 'phone' },
]

function setup(answer: readonly ScriptStep[], output?: readonly FilterRule[]) {
  const observed: Observation[] = []
  const handler = scripted(...answer, { type: 'finish', reason: 'stop' })
  const policy = filterCalls({
    input: () => plainSource(...rules),
    output: output && (() => plainSource(...output)),
    canary: undefined,
    minPrefix: 0,
    refusal: undefined,
  })
  const ask = (request: Partial<ChatRequest> & { prompt?: string }) =>
    generate(policy(handler), { ...request, requestId: 'r1', observe: (said) => void observed.push(said) })
  return { ask, handler, observed }
}
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })

async function sent(...messages: ChatMessage[]): Promise<readonly ChatMessage[]> {
  const { ask, handler } = setup([])
  await ask({ messages })
  return handler.requests[0]?.messages ?? []
}

describe('a prompt on its way through a filter', () => {
  it('stays what it was, to the object, where nothing is found', async () => {
    const { ask, handler } = setup([])
    const messages: ChatMessage[] = [
      { role: 'system', content: 'a secret' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'hi' },
          { type: 'file', mediaType: 'image/png', url: 'data:,x' },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: '{"a":"\\u0041"}' }] },
      { role: 'tool', toolCallId: 'c', toolName: 'f', content: 'odd' },
    ]
    await ask({ messages, system: 'a secret' })
    expect(handler.requests[0]?.messages).toBe(messages)
    expect(handler.requests[0]?.system).toBe('a secret')
  })

  it('is masked in every message but instructions, and what is not touched keeps its identity', async () => {
    const untouched: ChatMessage = { role: 'user', content: 'hi' }
    const signed = { anthropic: { signature: 's' } }
    const messages: ChatMessage[] = [
      untouched,
      { role: 'user', content: 'a secret' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'two secrets' },
          { type: 'text', text: 'none' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'their secret', providerMetadata: signed },
          { type: 'reasoning', text: 'fine', providerMetadata: signed },
          { type: 'text', text: 'no secret' },
          { type: 'tool-call', id: 'c', name: 'f', arguments: '{"a":"\\u535a\\u5f69"}' },
        ],
      },
      { role: 'tool', toolCallId: 'c', toolName: 'f', content: '{"a":"\\u0073ecret","b":[1]}' },
      { role: 'tool', toolCallId: 'd', toolName: 'f', content: '{ a secret' },
    ]
    const out = await sent(...messages)
    expect(out).toEqual([
      untouched,
      { role: 'user', content: 'a ██████' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'two ██████s' },
          { type: 'text', text: 'none' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'their ██████' },
          { type: 'reasoning', text: 'fine', providerMetadata: signed },
          { type: 'text', text: 'no ██████' },
          { type: 'tool-call', id: 'c', name: 'f', arguments: '{"a":"██"}' },
        ],
      },
      { role: 'tool', toolCallId: 'c', toolName: 'f', content: '{"a":"██████","b":[1]}' },
      { role: 'tool', toolCallId: 'd', toolName: 'f', content: '{ a ██████' },
    ])
    expect(out[0]).toBe(untouched)
    expect(messages[1]).toEqual({ role: 'user', content: 'a secret' })
  })

  it('is refused for what blocks, before anybody is asked, by a message that does not repeat it', async () => {
    const { ask, handler, observed } = setup([])
    const asked = ask({
      messages: [
        { role: 'user', content: 'a secret' },
        { role: 'user', content: 'forbidden' },
      ],
    })
    await expect(asked).rejects.toMatchObject({ code: 'content-filtered', status: 422 })
    await expect(asked).rejects.toThrow('The prompt was refused by the rule "stop" (violence).')
    expect(handler.requests).toEqual([])
    expect(observed).toMatchObject([
      { type: 'content-filtered', direction: 'input', channel: 'user', ruleId: 'word', action: 'redact', count: 1 },
      { type: 'content-filtered', direction: 'input', channel: 'user', ruleId: 'stop', action: 'block', count: 1 },
    ])
    expect(JSON.stringify(observed)).not.toMatch(/forbidden|secret/)
  })

  it('is masked across the parts of a message, which models read as one', async () => {
    const text = (text: string) => ({ type: 'text', text }) as const
    const file = { type: 'file', mediaType: 'image/png', url: 'data:,x' } as const
    const thought = (text: string) => ({ type: 'reasoning', text, providerMetadata: { a: { b: 'c' } } }) as const
    const fine: ChatMessage = { role: 'user', content: [text('a sec'), text('ond')] }
    const out = await sent(
      {
        role: 'user',
        content: [text('one sec'), file, text('ret, 博'), text('彩 and s'), text(''), text('e'), text('cret')],
      },
      { role: 'assistant', content: [thought('their sec'), text('a sec'), thought('ret'), text('ret b')] },
      { role: 'user', content: [text('secret'), text('s'), text('to bob@exa'), text('mple.com')] },
      fine,
    )
    expect(out).toEqual([
      { role: 'user', content: [text('one ██████'), file, text(', ██'), text(' and ██████'), text('')] },
      { role: 'assistant', content: [{ type: 'reasoning', text: 'their ██████' }, text('a ██████'), text(' b')] },
      { role: 'user', content: [text('██████'), text('s'), text('to <EMAIL_1>')] },
      fine,
    ])
    expect(out[3]).toBe(fine)
  })

  it('is refused for what blocks across parts, and counts each find once', async () => {
    const { ask, handler, observed } = setup([])
    const parts = (...texts: string[]): ChatMessage => ({
      role: 'user',
      content: texts.map((text) => ({ type: 'text', text })),
    })
    const asked = ask({ messages: [parts('odd secret o', 'dd for', 'bidden')] })
    await expect(asked).rejects.toThrow('The prompt was refused by the rule "stop" (violence).')
    expect(handler.requests).toEqual([])
    expect(observed).toMatchObject([
      { ruleId: 'look', count: 2 },
      { ruleId: 'word', count: 1 },
      { ruleId: 'stop', count: 1 },
    ])
  })

  it('is read as JSON where it holds some, and as it is written', async () => {
    const results = [
      '{"a":"\\u0073ecret"}\n{"b":"\\u535a\\u5f69"}',
      'Result: {"a":"\\u0073ecret","b":"cut o',
      '{a secret, "b\\n',
    ]
    const out = await sent(
      ...results.map((content): ChatMessage => ({ role: 'tool', toolCallId: 'c', toolName: 'f', content })),
    )
    expect(out.map(({ content }) => content)).toEqual([
      '{"a":"██████"}\n{"b":"██"}',
      'Result: {"a":"██████","b":"cut o',
      '{a ██████, "b\\n',
    ])
  })

  it('is told of with the beginning of the answer, so that a failure before it still has its status', async () => {
    const { ask } = setup([{ type: 'start', provider: 'p', model: 'm' }, say('Hi')])
    const policy = filterCalls({ ...silent, input: () => plainSource(...rules) })
    const events: ChatEvent[] = []
    const handler = scripted({ type: 'start', provider: 'p', model: 'm' }, say('Hi'), {
      type: 'finish',
      reason: 'stop',
    })
    await generate(recorded(policy(handler), events), { prompt: 'a secret, odd' })
    expect(events).toEqual([
      { type: 'start', provider: 'p', model: 'm' },
      { type: 'notice', notice: 'filtered', details: { direction: 'input', action: 'redact', category: 'words' } },
      say('Hi'),
      { type: 'finish', reason: 'stop' },
    ])
    expect((await ask({ prompt: 'a secret' })).text).toBe('Hi')
  })
})

const silent = { output: undefined, canary: undefined, minPrefix: 0, refusal: undefined }

function recorded(handler: ReturnType<ReturnType<typeof filterCalls>>, events: ChatEvent[]): typeof handler {
  return async function* (request, context) {
    for await (const event of handler(request, context)) {
      events.push(event)
      yield event
    }
  }
}

describe('values that the model is not to see', () => {
  it('are placeholders to the model, and themselves to the user', async () => {
    const { ask, handler } = setup([
      say('I wrote to <EMAIL_2'),
      say('>, <email_'),
      say('1> and <PHONE_1>.'),
      { type: 'tool-call', id: 'c', name: 'f', arguments: '{"to":"<EMAIL_1>"}' },
      { type: 'source', id: 's', url: 'https://a.test', title: '<EMAIL_1>' },
    ])
    const result = await ask({
      messages: [
        { role: 'user', content: 'ada@example.com or bob@example.com' },
        { role: 'assistant', content: [{ type: 'tool-call', id: 'b', name: 'f', arguments: '{"n":13800138000}' }] },
        { role: 'tool', toolCallId: 'b', toolName: 'f', content: 'bob@example.com' },
      ],
    })
    expect(handler.requests[0]?.messages).toEqual([
      { role: 'user', content: '<EMAIL_1> or <EMAIL_2>' },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'b', name: 'f', arguments: '{"n":"<PHONE_1>"}' }] },
      { role: 'tool', toolCallId: 'b', toolName: 'f', content: '<EMAIL_2>' },
    ])
    expect(result.text).toBe('I wrote to bob@example.com, ada@example.com and 13800138000.')
    expect(result.toolCalls[0]?.arguments).toBe('{"to":"ada@example.com"}')
    expect(result.sources[0]?.title).toBe('ada@example.com')
  })

  it('are not mistaken for what the user wrote', async () => {
    const { ask, handler } = setup([say('<EMAIL_1> <EMAIL_2>')])
    const { text } = await ask({ prompt: 'What does <email_1> mean, ada@example.com?', system: 'Like <EMAIL_3>.' })
    expect(handler.requests[0]?.messages[0]?.content).toBe('What does <email_1> mean, <EMAIL_2>?')
    expect(text).toBe('<EMAIL_1> ada@example.com')
  })

  it('are not mistaken for what stands escaped in what tools said', async () => {
    const { ask, handler } = setup([])
    const tool = (content: string): ChatMessage => ({ role: 'tool', toolCallId: 'b', toolName: 'f', content })
    await ask({ messages: [tool('{"a":"\\u003cEMAIL_1\\u003e","b":"\\\\u003CEMAIL_2>"}'), tool('ada@example.com')] })
    expect(handler.requests[0]?.messages[1]?.content).toBe('<EMAIL_3>')
  })

  it('are put in again after the rules on answers, which would find them', async () => {
    const { ask } = setup([say('Dear <EMAIL_1>, a secret')], [rules[0]!, { ...rules[3]!, placeholder: undefined }])
    expect((await ask({ prompt: 'ada@example.com' })).text).toBe('Dear ada@example.com, a ██████')
  })

  it('leave an answer JSON that was asked for as such', async () => {
    const { ask } = setup([say('{"to":"<EMA'), say('IL_1>","n":<PHONE_1>}')])
    const content = 'ada@example.com, 13800138000'
    const { text } = await ask({ messages: [{ role: 'user', content }], responseFormat: { type: 'json' } })
    expect(text).toBe('{"to":"ada@example.com","n":"13800138000"}')
    const plain = await ask({ messages: [{ role: 'user', content }] })
    expect(plain.text).toBe('{"to":"ada@example.com","n":13800138000}')
  })

  it('belong to their call', async () => {
    const { ask } = setup([say('<EMAIL_1>')])
    expect((await ask({ prompt: 'ada@example.com' })).text).toBe('ada@example.com')
    expect((await ask({ prompt: 'bob@example.com' })).text).toBe('bob@example.com')
    expect((await ask({ prompt: 'nobody' })).text).toBe('<EMAIL_1>')
  })
})
