import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../chat/request.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { trimHistory } from './trim-history.ts'

const system: ChatMessage = { role: 'system', content: 'Be kind.' }
const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })
const calls = (...ids: string[]): ChatMessage => ({
  role: 'assistant',
  content: ids.map((id) => ({ type: 'tool-call', id, name: 'weather', arguments: '{}' })),
})
const result = (toolCallId: string): ChatMessage => ({ role: 'tool', toolCallId, toolName: 'weather', content: 'rain' })
const highOf = (messages: readonly ChatMessage[]) => estimateInputTokens({ messages }).high
/** What is left if there is room for these and no more. */
const left = (messages: readonly ChatMessage[], kept: readonly ChatMessage[], keepLast?: number) =>
  trimHistory(messages, { maxTokens: highOf(kept) + 2, keepLast }).messages

describe('a history that is trimmed', () => {
  const long = 'with many words that take their tokens, so that it is long enough to be dropped'
  const turns = [1, 2, 3].map((turn) => [user(`Question ${turn} ${long}?`), assistant(`Answer ${turn} ${long}.`)])
  const [first, second, third] = turns as [ChatMessage[], ChatMessage[], ChatMessage[]]
  const all = [system, ...first, ...second, ...third, user('And now?')]

  it('is the same list if it fits', () => {
    expect(trimHistory(all, { maxTokens: highOf(all) + 3 })).toEqual({ messages: all, dropped: [], savedTokens: 0 })
    expect(trimHistory(all, { maxTokens: 10_000 }).messages).toBe(all)
    expect(trimHistory([], { maxTokens: 100 }).messages).toEqual([])
  })

  it('loses whole turns, the oldest first, and says which and how much they were', () => {
    const kept = [system, ...third, user('And now?')]
    const trimmed = trimHistory(all, { maxTokens: highOf(kept) + 10 })
    expect(trimmed.messages).toEqual(kept)
    expect(trimmed.dropped).toEqual([...first, ...second])
    const saved = estimateInputTokens({ messages: all }).tokens - estimateInputTokens({ messages: kept }).tokens
    expect(Math.abs(trimmed.savedTokens - saved)).toBeLessThanOrEqual(2)
  })

  it('keeps instructions wherever they stand', () => {
    const between: ChatMessage = { role: 'system', content: 'Speak German.' }
    const messages = [system, ...first, between, ...second, user('And now?')]
    expect(left(messages, [system, between, user('And now?')])).toEqual([system, between, user('And now?')])
  })

  it('keeps as many turns as it is told to', () => {
    const kept = [system, ...third, user('And now?')]
    expect(left(all, kept, 2)).toEqual(kept)
    expect(() => left(all, [system, user('And now?')], 2)).toThrow(/too long/)
  })

  it('begins with no answer whose question is gone, nor with a greeting', () => {
    const messages = [assistant(`Hello! ${long}`), ...first, user('And now?')]
    expect(left(messages, [...first, user('And now?')])).toEqual([...first, user('And now?')])
    expect(left(messages, [user('And now?')])).toEqual([user('And now?')])
  })

  it('keeps calls of tools and their results together, several at once and several rounds', () => {
    const loop = [
      user('Weather?'),
      calls('a', 'b'),
      result('b'),
      result('a'),
      calls('c'),
      result('c'),
      assistant('Rain.'),
    ]
    const messages = [...first, ...loop, user('And now?')]
    expect(left(messages, [...loop, user('And now?')])).toEqual([...loop, user('And now?')])
    expect(left(messages, [...loop.slice(3), user('And now?')])).toEqual([user('And now?')])
  })

  it('keeps turns together if a result comes later than its call', () => {
    const late = [
      user('Weather?'),
      calls('a'),
      user('Hurry!'),
      calls('b'),
      result('a'),
      result('b'),
      assistant('Rain.'),
    ]
    const messages = [...late, user('And now?')]
    expect(left(messages, [...late.slice(2), user('And now?')])).toEqual([user('And now?')])
    const running = [...first, ...late.slice(0, 6)]
    expect(left(running, late.slice(0, 6))).toEqual(late.slice(0, 6))
    const joined = () => left(running, late.slice(2, 6))
    expect(joined).toThrow(expect.objectContaining({ code: 'context-too-long' }))
  })

  it('keeps a turn that is under way whole', () => {
    const running = [user('Weather?'), calls('a'), result('a')]
    expect(left([...first, ...running], running)).toEqual(running)
  })

  it('counts the instructions and tools that go with it', () => {
    const maxTokens = highOf(all) + 3
    const tools = [{ name: 'weather', parameters: { type: 'object' } }]
    expect(trimHistory(all, { maxTokens, system: long }).dropped).toEqual(first)
    expect(trimHistory(all, { maxTokens, tools }).dropped).toEqual(first)
  })

  it('is refused, with the numbers, if what must stay does not fit', () => {
    const messages = [user('word '.repeat(100))]
    const trim = () => trimHistory(messages, { maxTokens: 50 })
    expect(trim).toThrow(expect.objectContaining({ code: 'context-too-long' }))
    expect(trim).toThrow(new RegExp(`up to ${highOf(messages)} tokens, and 50 are allowed`))
  })

  it('takes another counter', () => {
    const count = (text: string) => text.split(/\s+/).filter(Boolean).length
    const trimmed = trimHistory(all, { maxTokens: 60, count })
    expect(estimateInputTokens({ messages: trimmed.messages }, { count }).high).toBeLessThanOrEqual(60)
    expect(trimmed.dropped.length).toBeGreaterThan(0)
  })

  it.each([
    [{ maxTokens: 0 }, 'trimHistory: maxTokens must be a number of at least 1, got 0'],
    [{ maxTokens: Number.NaN }, 'maxTokens'],
    [{ maxTokens: Number.POSITIVE_INFINITY }, 'maxTokens'],
    [{ maxTokens: 10, keepLast: 0 }, 'trimHistory: keepLast must be a whole number of at least 1, got 0'],
    [{ maxTokens: 10, keepLast: 1.5 }, 'keepLast'],
  ])('refuses the options %j', (options, message) => {
    expect(() => trimHistory(all, options)).toThrow(message)
  })
})

const text = fc.string({ minLength: 0, maxLength: 40 })
const turn: fc.Arbitrary<readonly ChatMessage[]> = fc.oneof(
  text.map((content) => [user(content)]),
  fc.tuple(text, text).map(([question, answer]) => [user(question), assistant(answer)]),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
    .map((ids) => [user('?'), calls(...ids), ...ids.map(result)]),
  text.map((content): ChatMessage[] => [{ role: 'system', content }]),
  // A result that comes after the next question.
  fc.constant([user('?'), calls('late'), user('!'), result('late')]),
)
const history = fc.tuple(fc.boolean(), fc.array(turn, { minLength: 1, maxLength: 12 })).map(([greets, turns]) => [
  ...(greets ? [assistant('Hello.')] : []),
  // Every message by itself, so that it can be found again.
  ...turns.flat().map((message) => ({ ...message })),
])
describe('any history', () => {
  it('fits, in its order, with its pairs, and does not change again', () => {
    fc.assert(
      fc.property(
        history,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 3 }),
        (messages, maxTokens, keepLast) => {
          const trim = (list: readonly ChatMessage[]) => trimHistory(list, { maxTokens, keepLast })
          let trimmed: ReturnType<typeof trim>
          try {
            trimmed = trim(messages)
          } catch (error) {
            expect(error).toMatchObject({ code: 'context-too-long' })
            return
          }
          const kept = trimmed.messages
          expect(highOf(kept)).toBeLessThanOrEqual(maxTokens)
          expect(kept).toEqual(messages.filter((message) => kept.includes(message)))
          expect(kept.length + trimmed.dropped.length).toBe(messages.length)
          expect(messages.filter(({ role }) => role === 'system').every((message) => kept.includes(message))).toBe(true)
          const asked = messages.findLast(({ role }) => role === 'user')
          if (asked !== undefined) expect(kept).toContain(asked)
          if (trimmed.dropped.length > 0) expect(kept.find(({ role }) => role !== 'system')?.role).toBe('user')
          expect(openPairs(kept)).toEqual({ stray: [], unanswered: [] })
          expect(trim(kept).messages).toBe(kept)
        },
      ),
      { numRuns: 600 },
    )
  })
})

/** Results without a call before them, and calls without a result after them. */
function openPairs(messages: readonly ChatMessage[]) {
  const stray: string[] = []
  const open = new Set<string>()
  for (const message of messages) {
    if (message.role === 'tool' && !open.delete(message.toolCallId)) stray.push(message.toolCallId)
    if (message.role !== 'assistant' || typeof message.content === 'string') continue
    for (const part of message.content) if (part.type === 'tool-call') open.add(part.id)
  }
  return { stray, unanswered: [...open] }
}
