import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Usage } from '../chat/event.ts'
import { usageBuckets } from './usage-buckets.ts'

const none = {
  input: 0,
  cachedInput: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  imageInput: 0,
  audioInput: 0,
  output: 0,
  reasoning: 0,
  imageOutput: 0,
  audioOutput: 0,
}

describe('the kinds of tokens of a usage', () => {
  it.each<[string, Usage, Partial<typeof none>]>([
    ['text alone', { inputTokens: 10, outputTokens: 5 }, { input: 10, output: 5 }],
    [
      'all kinds',
      {
        inputTokens: 1_000,
        outputTokens: 500,
        cachedInputTokens: 100,
        cacheWriteInputTokens: 200,
        cacheWrite1hInputTokens: 50,
        imageInputTokens: 300,
        audioInputTokens: 30,
        reasoningTokens: 200,
        imageOutputTokens: 40,
        audioOutputTokens: 60,
      },
      {
        input: 370,
        cachedInput: 100,
        cacheWrite: 150,
        cacheWrite1h: 50,
        imageInput: 300,
        audioInput: 30,
        output: 200,
        reasoning: 200,
        imageOutput: 40,
        audioOutput: 60,
      },
    ],
    [
      'a picture of which most was cached',
      { inputTokens: 1_200, outputTokens: 0, cachedInputTokens: 1_100, imageInputTokens: 1_000 },
      { cachedInput: 1_100, imageInput: 100 },
    ],
    [
      'parts that are larger than the whole',
      { inputTokens: 10, outputTokens: 5, cachedInputTokens: 8, cacheWriteInputTokens: 8, reasoningTokens: 99 },
      { cachedInput: 8, cacheWrite: 2, reasoning: 5 },
    ],
    [
      'more written for an hour than written',
      { inputTokens: 10, outputTokens: 0, cacheWriteInputTokens: 4, cacheWrite1hInputTokens: 6 },
      { input: 6, cacheWrite1h: 4 },
    ],
    [
      'only what was written for an hour',
      { inputTokens: 10, outputTokens: 0, cacheWrite1hInputTokens: 6 },
      { input: 4, cacheWrite1h: 6 },
    ],
    [
      'what is no count',
      { inputTokens: Number.NaN, outputTokens: -5, cachedInputTokens: 3, reasoningTokens: Number.POSITIVE_INFINITY },
      {},
    ],
    [
      'fractions',
      { inputTokens: 9.2, outputTokens: 0.1, cachedInputTokens: 0.5 },
      { input: 9, cachedInput: 1, output: 1 },
    ],
  ])('are those of %s', (_, usage, kinds) => {
    expect(usageBuckets(usage)).toEqual({ ...none, ...kinds })
  })

  it('are whole, not negative, and add up to all input and all output', () => {
    const odd = fc.oneof({ weight: 3, arbitrary: fc.nat(2_000_000) }, fc.double(), fc.integer())
    const part = fc.option(odd, { nil: undefined })
    const usages = fc.record({
      inputTokens: odd,
      outputTokens: odd,
      cachedInputTokens: part,
      cacheWriteInputTokens: part,
      cacheWrite1hInputTokens: part,
      imageInputTokens: part,
      audioInputTokens: part,
      imageOutputTokens: part,
      audioOutputTokens: part,
      reasoningTokens: part,
    })
    const whole = (value: number) => (value > 0 && value < Number.MAX_SAFE_INTEGER ? Math.ceil(value) : 0)
    fc.assert(
      fc.property(usages, (usage) => {
        const kinds = usageBuckets(usage)
        expect(Object.values(kinds).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true)
        const { input, cachedInput, cacheWrite, cacheWrite1h, imageInput, audioInput } = kinds
        expect(input + cachedInput + cacheWrite + cacheWrite1h + imageInput + audioInput).toBe(whole(usage.inputTokens))
        const { output, reasoning, imageOutput, audioOutput } = kinds
        expect(output + reasoning + imageOutput + audioOutput).toBe(whole(usage.outputTokens))
      }),
    )
  })
})
