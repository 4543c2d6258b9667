import type { UIMessage, UIPart } from '@sluice/core/ui'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differ, diffMessage, patchMessage } from './message-patch.ts'

const text = (text: string, state?: 'streaming' | 'done'): UIPart => ({ type: 'text', text, state })
const answer = (...parts: UIPart[]): UIMessage => ({ id: 'a', role: 'assistant', parts })
/** A part of an application's own making. */
const data = (more: object) => ({ type: 'data-x', data: 1, ...more }) as UIPart
/** What comes out at the other end of a channel. */
const sent = (before: UIMessage | undefined, after: UIMessage) => structuredClone(diffMessage(before, after))

describe('the difference of two messages', () => {
  it('is what was added to a text', () => {
    const before = answer({ type: 'step-start' }, text('你好，', 'streaming'))
    const after = answer(before.parts[0]!, text('你好，Ada', 'streaming'))
    expect(diffMessage(before, after)).toEqual({ length: 2, parts: [{ index: 1, append: 'Ada' }] })
  })

  it('is nothing where nothing has changed', () => {
    const before = answer(text('Hi'))
    expect(diffMessage(before, { ...before })).toEqual({ length: 1, parts: [] })
  })

  it.each<[string, UIPart, UIPart]>([
    ['got another text', text('Hi'), text('Ho')],
    ['got a shorter text', text('Hi there'), text('Hi')],
    ['grew and ended', text('Hi', 'streaming'), text('Hi there', 'done')],
    ['became something else', text('Hi'), { type: 'reasoning', text: 'Hi there' }],
    ['got something else for a text', data({ text: 'Hi' }), data({ text: 5 })],
    ['got a text for something else', data({ text: 5 }), data({ text: 'Hi' })],
    ['lost an empty text', data({ text: '' }), data({})],
    ['has something else than a text', data({ text: { a: 1 } }), data({ text: { a: 2 } })],
    ['has no text', { type: 'data-x', data: 1 }, { type: 'data-x', data: 2 }],
  ])('is the whole part that %s', (_, before, after) => {
    expect(diffMessage(answer(before), answer(after))).toEqual({ length: 1, parts: [{ index: 0, part: after }] })
  })

  it('is shorter when parts have gone', () => {
    const before = answer(text('a'), text('b'), text('c'))
    expect(diffMessage(before, answer(before.parts[0]!))).toEqual({ length: 1, parts: [] })
  })

  it('has everything but the parts when any of that has changed', () => {
    const before = answer(text('a'))
    const after = { ...before, id: 'b', metadata: { sluice: { attempts: 2 } } }
    const { parts, ...head } = after
    expect(diffMessage(before, after)).toEqual({ head, length: parts.length, parts: [] })
  })

  it('does not look into parts that are the same object', () => {
    const part = Object.defineProperty({ type: 'data-x', data: 1 } as UIPart, 'data', {
      get: () => expect.unreachable(),
    })
    diffMessage(answer(part), answer(part, text('b')))
  })
})

describe('a patched message', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '水', '🌊'), maxLength: 4 })
  const part: fc.Arbitrary<UIPart> = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: letters, state: fc.constantFrom('streaming', 'done') }),
    fc.record({ type: fc.constant('reasoning' as const), text: letters }),
    fc.record({ type: fc.constant('data-x' as const), id: letters, data: fc.jsonValue() }),
    fc.constant({ type: 'step-start' as const }),
  )
  type Edit = (message: UIMessage) => UIMessage
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    part.map(
      (added): Edit =>
        (message) => ({ ...message, parts: [...message.parts, added] }),
    ),
    fc.nat(5).map(
      (kept): Edit =>
        (message) => ({ ...message, parts: message.parts.slice(0, kept) }),
    ),
    fc.tuple(fc.nat(5), part).map(
      ([at, other]): Edit =>
        (message) => ({
          ...message,
          parts: message.parts.map((old, index) => (index === at ? other : old)),
        }),
    ),
    fc.tuple(fc.nat(5), letters).map(
      ([at, more]): Edit =>
        (message) => ({
          ...message,
          parts: message.parts.map((old, index) =>
            index === at && 'text' in old ? { ...old, text: old.text + more } : old,
          ),
        }),
    ),
    letters.map(
      (id): Edit =>
        (message) => ({ ...message, id }),
    ),
    fc.option(letters).map(
      (requestId): Edit =>
        ({ metadata: _, ...message }) => {
          return requestId === null ? message : { ...message, metadata: { sluice: { requestId } } }
        },
    ),
  )
  const edits = fc.array(edit, { maxLength: 8 })
  const apply = (message: UIMessage, changes: readonly Edit[]) =>
    changes.reduce((changed, change) => change(changed), message)

  it('is the one that the patch was made of, and keeps every part that is as before', () => {
    fc.assert(
      fc.property(edits, edits, (past, changes) => {
        const before = apply(answer(), past)
        const after = apply(before, changes)
        const known = structuredClone(before)
        const patched = patchMessage(known, sent(before, after))!
        expect(patched).toEqual(after)
        const kept = after.parts.flatMap((each, index) => (before.parts[index] === each ? [index] : []))
        for (const index of kept) expect(patched.parts[index]).toBe(known.parts[index])
      }),
    )
  })

  it('is whole without one before, and keeps what is equal of another one', () => {
    fc.assert(
      fc.property(edits, edits, (past, changes) => {
        const before = apply(answer(), past)
        const after = apply(before, changes)
        expect(patchMessage(undefined, sent(undefined, after))).toEqual(after)
        const known = structuredClone(before)
        const patched = patchMessage(known, sent(undefined, after))!
        expect(patched).toEqual(after)
        const kept = after.parts.flatMap((each, index) => (before.parts[index] === each ? [index] : []))
        for (const index of kept) expect(patched.parts[index]).toBe(known.parts[index])
      }),
    )
  })

  it('follows a text through all of its growth', () => {
    let before = answer(text('', 'streaming'))
    let known = structuredClone(before)
    for (const delta of ['👩', '\u200d🚀', ' 水', '\ud83c', '\udf0a']) {
      const after = answer(text(`${(before.parts[0] as { text: string }).text}${delta}`, 'streaming'))
      known = patchMessage(known, sent(before, after))!
      before = after
    }
    expect(known).toEqual(answer(text('👩\u200d🚀 水🌊', 'streaming')))
  })

  it('takes the place of a part with a field called text that is none', () => {
    const [before, after] = [answer(data({ text: null })), answer(data({ text: 'Hi' }))]
    expect(patchMessage(structuredClone(before), sent(before, after))).toEqual(after)
    expect(patchMessage(structuredClone(after), sent(after, before))).toEqual(before)
  })

  it.each([
    ['appends to a part that is not there', { length: 2, parts: [{ index: 1, append: 'x' }] }],
    ['appends to a part without a text', { length: 1, parts: [{ index: 0, append: 'x' }] }],
    ['leaves a hole', { length: 3, parts: [{ index: 2, part: text('x') }] }],
    ['names a place that is none', { length: 1, parts: [{ index: Number.NaN, part: text('x') }] }],
    ['is too short', { length: 2, parts: [] }],
    ['is too long', { length: 1, parts: [{ index: 1, part: text('x') }] }],
  ])('is none where the patch %s', (_, patch) => {
    expect(patchMessage(answer({ type: 'step-start' }), patch)).toBe(undefined)
  })
})

describe('two objects', () => {
  it('differ in a field that one of them lacks', () => {
    expect(differ({ a: 1 }, { a: 1, b: 2 })).toBe(true)
    expect(differ({ a: 1, b: 2 }, { a: 1 })).toBe(true)
    expect(differ(undefined, { a: 1 })).toBe(true)
  })

  it('do not differ in the field that does not count', () => {
    expect(differ({ a: 1, b: 2 }, { a: 1, b: 3 }, 'b')).toBe(false)
    expect(differ({ a: 1, b: 2 }, { a: 0, b: 2 }, 'b')).toBe(true)
  })
})
