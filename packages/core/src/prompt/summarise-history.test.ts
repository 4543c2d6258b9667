import { describe, expect, it, vi } from 'vitest'
import { sleep } from '../chat/clock.ts'
import type { ChatMessage } from '../chat/request.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'
import { type SummariseHistoryOptions, summariseHistory } from './summarise-history.ts'
import { trimHistory } from './trim-history.ts'

const long = 'with many words that take their tokens, so that it is long enough to be dropped'
const messages: ChatMessage[] = [
  { role: 'system', content: 'Be kind.' },
  ...Array.from({ length: 8 }, (_, turn): ChatMessage[] => [
    { role: 'user', content: `Question ${turn} ${long}?` },
    { role: 'assistant', content: `Answer ${turn} ${long}.` },
  ]).flat(),
  { role: 'user', content: 'And now?' },
]
const highOf = (list: readonly ChatMessage[]) => estimateInputTokens({ messages: list }).high
const maxTokens = 260

function summarised(options: Partial<SummariseHistoryOptions>) {
  return summariseHistory(messages, {
    maxTokens,
    summaryTokens: 60,
    summarise: () => 'It was about sluices.',
    ...options,
  })
}

describe('a history with a summary', () => {
  it('has it in place of its oldest turns, marked, as the user’s', async () => {
    const summarise = vi.fn(() => 'It was about sluices.')
    const result = await summarised({ summarise })
    const summary = { role: 'user', content: '[Summary of the conversation so far]\nIt was about sluices.' }
    expect(result.summary).toEqual(summary)
    expect(result.messages).toEqual([messages[0], summary, ...messages.slice(1 + result.dropped.length)])
    expect(result.dropped).toEqual(messages.slice(1, 1 + result.dropped.length))
    expect(summarise).toHaveBeenCalledExactlyOnceWith(result.dropped, { signal: expect.any(AbortSignal) })
    expect(highOf(result.messages)).toBeLessThanOrEqual(maxTokens)
    const saved = estimateInputTokens({ messages }).tokens - estimateInputTokens({ messages: result.messages }).tokens
    expect(Math.abs(result.savedTokens - saved)).toBeLessThanOrEqual(3)
    expect(result).not.toHaveProperty('summaryError')
  })

  it('may have it among the instructions, and in Chinese', async () => {
    const { summary } = await summarised({ summaryRole: 'system', summarise: async () => '谈的是水闸。' })
    expect(summary).toEqual({ role: 'system', content: '[此前对话的摘要]\n谈的是水闸。' })
  })

  it('cuts a summary that is too long', async () => {
    const result = await summarised({ summarise: () => 'It was about sluices. '.repeat(500) })
    expect(result.summary?.content).toMatch(/^\[Summary.*\n(It was about sluices\. ?)+$/s)
    expect(highOf(result.messages)).toBeLessThanOrEqual(maxTokens)
  })

  it('looks at no more of a long one than could fit', async () => {
    for (const text of ['It was about sluices. ', '水闸', '🇨🇳', '`~', 'supercalifragilistic']) {
      const long = text.repeat(2_000_000 / text.length)
      const before = performance.now()
      const result = await summarised({ summarise: () => long })
      // The whole text was split up to ten times over, in seconds.
      expect(performance.now() - before).toBeLessThan(200)
      const content = String(result.summary?.content)
      expect(content).toContain(text)
      expect(content.isWellFormed()).toBe(true)
      expect(highOf(result.messages)).toBeLessThanOrEqual(maxTokens)
    }
  })

  it('is not asked for if nothing is dropped', async () => {
    const summarise = vi.fn(() => 'x')
    const result = await summarised({ maxTokens: 10_000, summarise })
    expect(result.messages).toBe(messages)
    expect(summarise).not.toHaveBeenCalled()
  })

  it('hands an old summary to the next one', async () => {
    const first = await summarised({})
    const more: ChatMessage[] = [
      ...first.messages,
      { role: 'assistant', content: long.repeat(4) },
      { role: 'user', content: `${long}?` },
    ]
    const summarise = vi.fn(() => 'Sluices, and more.')
    await summariseHistory(more, { maxTokens, summaryTokens: 60, summarise })
    expect(summarise.mock.calls[0]?.at(0)).toContain(first.summary)
  })

  const plain = trimHistory(messages, { maxTokens })
  it.each([
    ['fails', () => Promise.reject(new Error('no model'))],
    [
      'throws',
      () => {
        throw new Error('no model')
      },
    ],
  ])('just loses its oldest turns if that %s', async (_, summarise) => {
    const result = await summarised({ summarise })
    expect(result).toEqual({ ...plain, summaryError: new Error('no model') })
  })

  it('just loses them if there is nothing to say, or no room to say it', async () => {
    expect(await summarised({ summarise: () => ' ' })).toEqual(plain)
    expect(await summarised({ summaryTokens: 5 })).toEqual(plain)
    const noText = await summarised({ summarise: () => undefined as unknown as string })
    expect(noText).toEqual({ ...plain, summaryError: expect.any(TypeError) })
  })

  it('waits no longer than it may, and tells whoever works on it', async () => {
    const clock = createTestClock()
    let given: AbortSignal | undefined
    const running = summarised({
      clock,
      summaryMs: 500,
      summarise: (_, { signal }) => {
        given = signal
        return new Promise(() => {})
      },
    })
    await clock.advance(500)
    expect(await running).toEqual({ ...plain, summaryError: expect.objectContaining({ code: 'timeout' }) })
    expect(given?.aborted).toBe(true)
  })

  it('ends with the signal', async () => {
    const clock = createTestClock()
    const controller = new AbortController()
    const running = summarised({
      clock,
      signal: controller.signal,
      summarise: async (_, { signal }) => {
        await sleep(1_000, { clock, signal })
        return 'late'
      },
    })
    const reason = new Error('gone')
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  it('is refused if what must stay does not fit', async () => {
    await expect(summarised({ maxTokens: 5, summaryTokens: 1 })).rejects.toMatchObject({ code: 'context-too-long' })
  })

  it.each([
    [{ summaryTokens: maxTokens }, 'summariseHistory: summaryTokens must be from 0 to below maxTokens, got 260'],
    [{ summaryMs: 0 }, 'summariseHistory: summaryMs must be more than 0, got 0'],
    [{ keepLast: 0 }, 'summariseHistory: keepLast'],
  ])('refuses the options %j', async (options, message) => {
    await expect(summarised(options)).rejects.toThrow(message)
  })
})
