import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Clock } from '../chat/clock.ts'
import { collect } from '../chat/collect.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext, type Handler, type Observation } from '../chat/handler.ts'
import { type ScriptStep, scripted } from '../testing/scripted.ts'
import { type FilterSettings, filterCalls } from './filter-calls.ts'
import type { FilterRule } from './filter-rule.ts'
import { pieces, plainSource } from './test-support/plain-source.ts'

const rules: readonly FilterRule[] = [
  { id: 'word', terms: ['secret', '博彩'], category: 'words' },
  { id: 'stop', terms: ['forbidden'], action: 'block', category: 'violence', severity: 'high' },
  { id: 'look', terms: ['odd'], action: 'review' },
]
const none = {
  input: undefined,
  output: undefined,
  canary: undefined,
  minPrefix: 0,
  refusal: undefined,
}
const messages = [{ role: 'user', content: 'hi' }] as const
const start: ChatEvent = { type: 'start', provider: 'p', model: 'm' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const say = (text: string): ChatEvent => ({ type: 'text-delta', text })
const think = (text: string): ChatEvent => ({ type: 'reasoning-delta', text })

function setup(steps: readonly ScriptStep[], settings: Partial<FilterSettings> = {}) {
  return around(scripted(...steps), settings)
}
function around(handler: Handler, settings: Partial<FilterSettings> = {}) {
  const observed: Observation[] = []
  const policy = filterCalls({ ...none, output: () => plainSource(...rules), ...settings })
  const context = createCallContext({ requestId: 'r1', observe: (said) => void observed.push(said) })
  const read = async () => {
    const events: ChatEvent[] = []
    let error: unknown
    try {
      for await (const event of policy(handler)({ messages }, context)) events.push(event)
    } catch (thrown) {
      error = thrown
    }
    return { events: events.filter(({ type }) => type !== 'notice'), all: events, error }
  }
  return { read, observed, policy, context }
}

describe('an answer on its way through a filter', () => {
  it('comes out as it is where nothing is found, the very events', async () => {
    const steps: ChatEvent[] = [
      start,
      think('Let me'),
      { type: 'reasoning-delta', text: ' see.', providerMetadata: { anthropic: { signature: 's' } } },
      say('Hello '),
      say('there'),
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 2 } },
      { type: 'source', id: '1', url: 'https://a.test', title: 'A' },
      { type: 'tool-call-start', id: 'c', name: 'weather' },
      { type: 'tool-call-delta', id: 'c', text: '{"a":' },
      { type: 'tool-call-delta', id: 'c', text: '"b"}' },
      { type: 'tool-call', id: 'c', name: 'weather', arguments: '{"a":"b"}' },
      finish,
    ]
    const { events } = await setup(steps).read()
    expect(events).toEqual(steps)
    for (const [index, event] of events.entries()) expect(event).toBe(steps[index])
  })

  it('is masked across deltas, and held back no longer than it must be', async () => {
    const { events } = await setup([start, say('my se'), say('cr'), say('et, se'), say('e?'), finish]).read()
    expect(events).toEqual([start, say('my '), say('██████, '), say('see?'), finish])
  })

  it('drops deltas that say nothing, which end no block', async () => {
    const { events } = await setup([think('sec'), say(''), think('ret'), think(''), finish]).read()
    expect(events).toEqual([think('██████'), finish])
  })

  it('is flushed before another block opens, and by nothing else', async () => {
    const call = { type: 'tool-call-start', id: 'c', name: 'f' } as const
    const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } }
    const source: ChatEvent = { type: 'source', id: '1', url: 'https://a.test' }
    const delta = { type: 'tool-call-delta', id: 'c' } as const
    const steps: ChatEvent[] = [
      ...[think('se'), say('sec'), think('a sec'), say('1 se'), usage, source, say('cret se'), call],
      ...[{ ...delta, text: '"se' }, say('x se'), { ...delta, text: 'cret"' }, say('cret'), finish],
    ]
    const { events } = await setup(steps).read()
    expect(events).toEqual([
      ...[
        think('se'),
        say('sec'),
        think('a '),
        think('sec'),
        say('1 '),
        usage,
        source,
        say('██████ '),
        say('se'),
        call,
      ],
      ...[{ ...delta, text: '"' }, say('x '), { ...delta, text: '██████"' }, say('██████'), finish],
    ])
  })

  it('never shows whole what thoughts or calls of tools cut in two', async () => {
    const calls: ChatEvent[] = [
      { type: 'tool-call-start', id: 'c', name: 'f' },
      { type: 'tool-call', id: 'c', name: 'f', arguments: '{}' },
    ]
    const { events } = await setup([
      say('博'),
      think('.'),
      say('彩 sec'),
      ...calls,
      say('ret'),
      think('博'),
      finish,
    ]).read()
    expect(events).toEqual([say('博'), think('.'), say('█ '), say('sec'), ...calls, say('███'), think('博'), finish])
    const blocked = await setup([say('for'), think('.'), say('bidden'), finish]).read()
    expect(blocked.events).toEqual([say('for'), think('.')])
    expect(blocked.error).toMatchObject({ code: 'content-filtered' })
    const again = await setup([say('sec'), { type: 'reset' }, say('ret'), finish]).read()
    expect(again.events).toEqual([{ type: 'reset' }, say('ret'), finish])
  })

  it('tells after a reset of what was found in the prompt, and anew of what is found again', async () => {
    const policy = filterCalls({
      ...none,
      input: () => plainSource({ id: 'hi', terms: ['hi'], category: 'greeting' }),
      output: () => plainSource(...rules),
      minPrefix: 10,
    })
    const handler = scripted(start, say('a secret'), { type: 'reset' }, start, say('secret '), say('and more'), finish)
    const events: ChatEvent[] = []
    for await (const event of policy(handler)({ messages }, createCallContext())) events.push(event)
    const notice = (direction: string, category: string): ChatEvent => ({
      ...{ type: 'notice', notice: 'filtered' },
      details: { direction, action: 'redact', category },
    })
    const told = [notice('input', 'greeting'), notice('output', 'words')]
    expect(events).toEqual([start, { type: 'reset' }, start, ...told, say('██████ '), say('and more'), finish])
  })

  it('waits a second for a source that does not let go, and ends', async () => {
    const waits: (() => void)[] = []
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      after(delayMs, callback) {
        if (delayMs === 1_000) waits.push(callback)
        return () => {}
      },
    }
    const next = async () => ({ done: false, value: say('so forbidden') }) as const
    const stuck: Handler = () => ({ [Symbol.asyncIterator]: () => ({ next, return: () => new Promise(() => {}) }) })
    const ended = around(stuck, { clock }).read()
    await vi.waitFor(() => expect(waits.length).toBe(1))
    waits[0]?.()
    const { events, error } = await ended
    expect(events).toEqual([say('so ')])
    expect(error).toMatchObject({ code: 'content-filtered' })
  })

  it('reads prose as prose where JSON was asked for', async () => {
    const policy = filterCalls({ ...none, output: () => plainSource({ id: 'link', terms: ['a:b"c'] }, ...rules) })
    const shown = async (...texts: string[]) => {
      const answer = policy(scripted(...texts.map(say), finish))
      const { text } = await collect(answer({ messages, responseFormat: { type: 'json' } }, createCallContext()))
      return text
    }
    expect(await shown(' ', '\n', 'Sorry: a:b', '"c')).toBe(' \nSorry: █████')
    expect(await shown(' ', '\n{"a', '":"\\u0073ec', 'ret"}')).toBe(' \n{"a":"██████"}')
    expect(await shown(' ')).toBe(' ')
  })

  it('has the whole of a call say what its pieces said', async () => {
    const json = '{"a":"\\u0073ecret","n":1}'
    const call = { type: 'tool-call', id: 'c', name: 'f', arguments: json } as const
    for (let size = 1; size < json.length; size++) {
      const deltas = pieces(json, [size]).map((text): ChatEvent => ({ type: 'tool-call-delta', id: 'c', text }))
      const { events } = await setup([{ type: 'tool-call-start', id: 'c', name: 'f' }, ...deltas, call, finish]).read()
      const shown = events.map((event) => (event.type === 'tool-call-delta' ? event.text : '')).join('')
      expect(shown).toBe('{"a":"██████","n":1}')
      expect(events.at(-2)).toEqual({ ...call, arguments: shown })
    }
  })

  it('keeps what signs thoughts with them, unless they were changed', async () => {
    const signed = (text: string, signature: string): ChatEvent => ({
      ...{ type: 'reasoning-delta', text },
      providerMetadata: { anthropic: { signature } },
    })
    const { events } = await setup([
      ...[think('all se'), signed('', 'one'), think('a secret'), signed('!', 'two'), think('ok'), signed('', 'three')],
      ...[think('sec'), say('and'), signed('', 'four'), finish],
    ]).read()
    expect(events).toEqual([
      ...[think('all '), signed('se', 'one'), think('a ██████')],
      { type: 'reasoning-delta', text: '!', providerMetadata: {} },
      ...[think('ok'), signed('', 'three'), think('sec'), say('and'), signed('', 'four'), finish],
    ])
  })

  it('leaves out sources whose address may not be shown, and masks their titles', async () => {
    const source = (id: string, url: string, title?: string): ChatEvent => ({ type: 'source', id, url, title })
    const { events, error } = await setup([
      source('1', 'https://a.test/secret'),
      source('2', 'https://a.test/forbidden'),
      source('3', 'https://a.test/', 'A secret'),
      source('4', 'https://a.test/', 'forbidden'),
      source('5', 'https://a.test/odd', 'odd'),
      finish,
    ]).read()
    expect(error).toBeUndefined()
    expect(events).toEqual([
      source('3', 'https://a.test/', 'A ██████'),
      source('5', 'https://a.test/odd', 'odd'),
      finish,
    ])
  })

  it('begins anew with a reset', async () => {
    const { events } = await setup([say('a sec'), { type: 'reset' }, say('ret'), finish]).read()
    expect(events).toEqual([say('a '), { type: 'reset' }, say('ret'), finish])
  })

  it('loses nothing when its source fails', async () => {
    const failure = new ChatError('network', 'Gone.')
    const { events, error } = await setup([
      say('a sec'),
      { type: 'tool-call-delta', id: 'c', text: '"se' },
      failure,
    ]).read()
    expect(events).toEqual([
      ...[say('a '), { type: 'tool-call-delta', id: 'c', text: '"' }, say('sec')],
      { type: 'tool-call-delta', id: 'c', text: 'se' },
    ])
    expect(error).toBe(failure)
  })

  it('looks through as many calls as anybody makes, and shows of more the whole only', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `c${index}`)
    const deltas = ids.map((id): ChatEvent => ({ type: 'tool-call-delta', id, text: '"secret"' }))
    const calls = ids.map((id): ChatEvent => ({ type: 'tool-call', id, name: 'f', arguments: '"secret"' }))
    const { events } = await setup([...deltas, ...calls, finish]).read()
    expect(events.filter(({ type }) => type === 'tool-call-delta')).toHaveLength(128)
    expect(events.filter((event) => event.type === 'tool-call' && event.arguments === '"██████"')).toHaveLength(200)
  })

  it('says what was found once for each rule and channel, and tells the user what is missing', async () => {
    const { read, observed } = setup([think('secret odd'), say('secret secret 博彩'), finish])
    const { all } = await read()
    const of = { type: 'content-filtered', requestId: 'r1', direction: 'output', severity: 'medium' }
    expect(observed).toEqual([
      { ...of, channel: 'reasoning', ruleId: 'word', category: 'words', action: 'redact', count: 1 },
      { ...of, channel: 'reasoning', ruleId: 'look', category: 'look', action: 'review', count: 1 },
      { ...of, channel: 'text', ruleId: 'word', category: 'words', action: 'redact', count: 3 },
    ])
    const details = { direction: 'output', action: 'redact', category: 'words' }
    expect(all[0]).toEqual({ type: 'notice', notice: 'filtered', details })
    expect(all.filter(({ type }) => type === 'notice')).toHaveLength(1)
    expect(JSON.stringify([observed, all])).not.toContain('secret')
  })

  it('gives the same of each channel wherever it is cut', async () => {
    const scrap = fc.constantFrom(
      'secret',
      'sec',
      'ret',
      '博',
      '彩',
      ' ',
      'forbidden',
      'forb',
      '"',
      '\\u0073',
      'odd',
      'x',
    )
    const text = fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join(''))
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
    const answer = fc.array(fc.tuple(fc.constantFrom('text', 'reasoning', 'call'), text), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(answer, sizes, fc.constantFrom(0, 5, 1_000), async (blocks, sizes, minPrefix) => {
        const stepsOf = (sizes: readonly number[]) =>
          blocks.flatMap(([kind, text], index): ChatEvent[] => {
            const id = `c${index}`
            const cut = pieces(text, sizes)
            if (kind === 'text') return cut.map(say)
            if (kind === 'reasoning') return cut.map(think)
            const deltas = cut.map((text): ChatEvent => ({ type: 'tool-call-delta', id, text }))
            const call: ChatEvent = { type: 'tool-call', id, name: 'f', arguments: text }
            return [{ type: 'tool-call-start', id, name: 'f' }, ...deltas, call]
          })
        const settings = { minPrefix, output: () => plainSource(...rules) }
        const [whole, cut] = [
          setup([...stepsOf([100]), finish], settings),
          setup([...stepsOf(sizes), finish], settings),
        ]
        const [one, other] = [await whole.read(), await cut.read()]
        expect(shownOf(other.events)).toEqual(shownOf(one.events))
        expect(other.error).toEqual(one.error)
        expect(cut.observed).toEqual(whole.observed)
      }),
      { numRuns: 300 },
    )
  })
})

/** What is to be read of each channel; of calls the pieces and the whole. */
function shownOf(events: readonly ChatEvent[]) {
  const shown = new Map<string, string>()
  for (const event of events) {
    const key = 'id' in event ? `${event.type} ${event.id}` : event.type
    const text = 'text' in event ? event.text : 'arguments' in event ? event.arguments : ''
    shown.set(key, (shown.get(key) ?? '') + text)
  }
  return Object.fromEntries(shown)
}

describe('an answer that is blocked', () => {
  it('fails with the name of the rule, after what was said before', async () => {
    const { read, observed } = setup([start, say('It is forb'), say('idden to say'), say('more'), finish])
    const { events, error } = await read()
    expect(events).toEqual([start, say('It is ')])
    expect(error).toMatchObject({ code: 'content-filtered', status: 422, requestId: 'r1' })
    expect(String(error)).toBe('ChatError: The answer was stopped by the rule "stop" (violence).')
    expect(observed).toMatchObject([{ ruleId: 'stop', action: 'block', severity: 'high', channel: 'text', count: 1 }])
  })

  it('stops its source at once, before its reader comes back', async () => {
    const stopped = endless([say('Well, '), say('so forbidden'), say('more')])
    const { policy, context } = around(stopped.handler)
    const iterator = policy(stopped.handler)({ messages }, context)[Symbol.asyncIterator]()
    await iterator.next()
    expect(await iterator.next()).toEqual({ done: false, value: say('so ') })
    expect(stopped.returns()).toBe(1)
    await expect(iterator.next()).rejects.toMatchObject({ code: 'content-filtered' })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(stopped.returns()).toBe(1)
  })

  it('waits until its source has ended, and says that it was left after what was received of it', async () => {
    const order: string[] = []
    const abandoned = { requestId: 'r1', target: 't', lane: 'l', durationMs: 1, type: 'attempt-abandoned' } as const
    const handler: Handler = (_, { observe }) => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: say('so forbidden') }),
        async return() {
          observe(abandoned)
          await Promise.resolve()
          order.push('ended')
          return { done: true, value: undefined }
        },
      }),
    })
    const policy = filterCalls({ ...none, output: () => plainSource(...rules) })
    const context = createCallContext({ observe: ({ type }) => void order.push(type) })
    const reading = (async () => {
      for await (const { type } of policy(handler)({ messages }, context)) order.push(type)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'content-filtered' })
    expect(order.filter((said) => said !== 'ended')).toEqual(['text-delta', 'attempt-abandoned', 'content-filtered'])
    expect(order).toContain('ended')
  })

  it('ends with a refusal where there is one, apart from what was said', async () => {
    const refusal = 'I cannot help with that.'
    const late = await setup([start, say('It is forbidden'), finish], { refusal }).read()
    expect(late).toMatchObject({ error: undefined })
    expect(late.events).toEqual([
      start,
      say('It is '),
      say(`\n\n${refusal}`),
      { type: 'finish', reason: 'content-filter' },
    ])
    const early = await setup([start, think('Hm'), say('forbidden'), finish], { refusal }).read()
    expect(early.events).toEqual([start, think('Hm'), say(refusal), { type: 'finish', reason: 'content-filter' }])
  })

  it('is blocked by thoughts and calls as by text', async () => {
    const call: ChatEvent = { type: 'tool-call', id: 'c', name: 'f', arguments: '{"a":"\\u0066orbidden"}' }
    for (const event of [think('forbidden'), call, { type: 'tool-call-delta', id: 'c', text: '"forbidden' } as const]) {
      const { events, error } = await setup([event, say('after'), finish]).read()
      expect(error).toMatchObject({ code: 'content-filtered' })
      expect(JSON.stringify(events)).not.toMatch(/orbidden|after/)
    }
  })

  it('leaves no signature under half a thought', async () => {
    const providerMetadata = { anthropic: { signature: 's' } }
    const { events } = await setup([{ type: 'reasoning-delta', text: 'so forbidden', providerMetadata }]).read()
    expect(events).toEqual([{ type: 'reasoning-delta', text: 'so ', providerMetadata: {} }])
  })

  it('is blocked by its last words, too', async () => {
    const own: FilterRule[] = [{ id: 'end', terms: ['stop', 'stopper'], action: 'block' }]
    const usage = { inputTokens: 1, outputTokens: 2 }
    const settings = { output: () => plainSource(...own), refusal: 'No.' }
    const { events } = await setup(
      [say('a stop'), { ...finish, type: 'finish', reason: 'stop', usage }],
      settings,
    ).read()
    expect(events).toEqual([say('a '), say('\n\nNo.'), { type: 'finish', reason: 'content-filter', usage }])
    const broken = await setup([say('a stop'), new ChatError('network', 'Gone.')], { output: settings.output }).read()
    expect(broken).toMatchObject({ events: [say('a ')], error: { code: 'content-filtered' } })
  })

  it('survives a source that cannot be ended', async () => {
    const handler: Handler = () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: say('forbidden') }),
        return: () => Promise.reject(new Error('no end')),
      }),
    })
    const { error } = await around(handler).read()
    expect(error).toMatchObject({ code: 'content-filtered' })
  })
})

describe('the beginning of an answer that is held back', () => {
  const minPrefix = 12

  it('is not seen if it is blocked', async () => {
    const steps = [
      start,
      think('Hm'),
      say('so secret'),
      { type: 'notice', notice: 'x' } as const,
      say('forbidden'),
      finish,
    ]
    const { all, error } = await setup(steps, { minPrefix: 20 }).read()
    expect(all).toEqual([start, { type: 'notice', notice: 'x' }])
    expect(error).toMatchObject({ code: 'content-filtered' })
    const refused = await setup(steps, { minPrefix: 20, refusal: 'No.' }).read()
    expect(refused.events).toEqual([start, say('No.'), { type: 'finish', reason: 'content-filter' }])
  })

  it('is shown as soon as there is enough, or nothing more', async () => {
    const seen: ChatEvent[] = []
    const handler = scripted(say('Hello '), () => expect(seen).toEqual([]), say('there!'), say(' And'), finish)
    const { policy, context } = around(handler, { minPrefix })
    for await (const event of policy(handler)({ messages }, context)) seen.push(event)
    expect(seen).toEqual([say('Hello '), say('there!'), say(' And'), finish])
    const brief = await setup([start, say('Hi'), finish], { minPrefix }).read()
    expect(brief.events).toEqual([start, say('Hi'), finish])
    const broken = await setup([say('Hi'), new ChatError('network', 'Gone.')], { minPrefix }).read()
    expect(broken).toMatchObject({ events: [say('Hi')], error: { code: 'network' } })
  })

  it('is held back again after a reset', async () => {
    const steps = [say('Hello there!'), { type: 'reset' } as const, say('Oh, forbidden'), finish]
    const { events } = await setup(steps, { minPrefix }).read()
    expect(events).toEqual([say('Hello there!'), { type: 'reset' }])
  })
})

describe('the end of reading', () => {
  it('ends the source, and says what was found until then', async () => {
    const source = endless([say('secret'), say('more')])
    const { policy, context, observed } = around(source.handler)
    for await (const { type } of policy(source.handler)({ messages }, context)) if (type === 'text-delta') break
    expect(source.returns()).toBe(1)
    expect(observed).toMatchObject([{ type: 'content-filtered', count: 1 }])
  })

  it('is as it was asked for where the call is aborted', async () => {
    const controller = new AbortController()
    const policy = filterCalls({ ...none, output: () => plainSource(...rules) })
    const handler = scripted(say('a sec'), () => controller.abort('enough'), say('ret'))
    const events: ChatEvent[] = []
    const reading = (async () => {
      const context = createCallContext({ signal: controller.signal })
      for await (const event of policy(handler)({ messages }, context)) events.push(event)
    })()
    await expect(reading).rejects.toBe('enough')
    expect(events).toEqual([say('a ')])
  })

  it('is a failure where a rule of one’s own throws: what was not looked through is not shown', async () => {
    const broken = () => () => ({
      push: () => {
        throw new Error('a bug')
      },
      flush: () => ({ safe: 0, edits: [], blockedBy: undefined }),
    })
    const source = endless([say('one'), say('two')])
    const { events, error } = await around(source.handler, { output: broken }).read()
    expect([events, String(error), source.returns()]).toEqual([[], 'Error: a bug', 1])
  })

  it('comes with a source that ends without a finish', async () => {
    const { events } = await setup([say('a sec')]).read()
    expect(events).toEqual([say('a '), say('sec')])
  })
})

/** A source that says `events`, then nothing, and counts how often it was ended. */
function endless(events: readonly ChatEvent[]) {
  let returns = 0
  const handler: Handler = () => {
    let index = 0
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const value = events[index++]
          return value === undefined ? new Promise(() => {}) : Promise.resolve({ done: false, value })
        },
        async return() {
          returns++
          return { done: true, value: undefined }
        },
      }),
    }
  }
  return { handler, returns: () => returns }
}

describe('a call without anything to look for', () => {
  it('is left alone', async () => {
    const result = await collect(filterCalls(none)(scripted(say('Hello'), finish))({ messages }, createCallContext()))
    expect(result.text).toBe('Hello')
  })
})
