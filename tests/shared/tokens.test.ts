import { readFileSync } from 'node:fs'
import { createTokenLearner, estimateParts, estimateTokens, type TokenizerFamily } from '@sluice/core'
import { createRandom } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { fitFamily, type Passage, readPassages, weightLine } from '../../scripts/token-fit.ts'

const folder = process.env.SLUICE_SHARED
const corpus: readonly Passage[] = folder ? readPassages(`${folder}/data/token-corpus.jsonl.gz`) : []
const families = ['o200k', 'cl100k', 'qwen', 'deepseek', 'claude', 'llama3', 'gemma3'] as const

describe.skipIf(!folder)('estimates against what real tokenizers count', () => {
  it('finds passages in many languages', () => {
    expect(corpus.length).toBeGreaterThan(200)
    expect(new Set(corpus.map((passage) => passage.lang)).size).toBeGreaterThan(10)
  })

  it.each(families)('have a count for every passage: %s', (family) => {
    expect(corpus.filter(({ counts }) => counts[family] === undefined)).toEqual([])
  })

  describe.each(families)('of %s', (family) => {
    const passages = corpus.map(({ lang, text, counts }) => ({
      lang,
      counted: counts[family] ?? 0,
      ...estimateTokens(text, { family }),
    }))

    it('are off by at most 6 % on average, and in sum by 2 %', () => {
      const errors = passages.map(({ tokens, counted }) => Math.abs(tokens / counted - 1))
      expect(sum(errors) / errors.length).toBeLessThanOrEqual(0.06)
      const ratio = sum(passages.map(({ tokens }) => tokens)) / sum(passages.map(({ counted }) => counted))
      expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.02)
    })

    it('hold the truth between their bounds in 95 of 100 passages of ordinary text', () => {
      const ordinary = passages.filter(({ lang }) => lang !== 'zh-classical' && lang !== 'high-entropy')
      const within = ordinary.filter(({ low, high, counted }) => low <= counted && counted <= high)
      expect(within.length / ordinary.length).toBeGreaterThanOrEqual(0.95)
    })
  })
})

describe.skipIf(!folder)('the weights', () => {
  const committed = folder
    ? readFileSync(`${import.meta.dirname}/../../packages/core/src/tokens/families.ts`, 'utf8')
    : ''

  it.each(families)('of %s are what the fit gives, which is good for passages that it did not see', (family) => {
    const { weights, error, errorByCategory } = fitFamily(corpus, family)
    expect(committed.split('\n')).toContain(weightLine(family, weights))
    expect(error.mean).toBeLessThanOrEqual(7)
    expect(Math.abs(error.sum)).toBeLessThanOrEqual(2)
    const limits: Record<string, number> = { 'zh-classical': 17, 'high-entropy': 15 }
    for (const [category, { mean }] of Object.entries(errorByCategory)) {
      expect([category, mean <= (limits[category] ?? 10)]).toEqual([category, true])
    }
  })
})

describe.skipIf(!folder)('a learner that is given the wrong tokenizer', () => {
  const pairs: readonly (readonly [wrong: TokenizerFamily, real: string])[] = [
    ['o200k', 'claude'],
    ['o200k', 'cl100k'],
    ['o200k', 'qwen'],
    ['deepseek', 'claude'],
    ['claude', 'deepseek'],
    ['cl100k', 'gemma3'],
    ['qwen', 'cl100k'],
  ]

  it.each(pairs)('is off by less than eight in a hundred after 50 answers: %s for %s', (family, real) => {
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const order = shuffled(corpus, createRandom(seed))
      const model = 'the-model'
      const learner = createTokenLearner()
      const errorOf = (passages: readonly Passage[], learnt: typeof learner | undefined) => {
        const errors = passages.map(({ text, counts }) => {
          const { tokens } = estimateTokens(text, { family, model, learner: learnt })
          return Math.abs(tokens / (counts[real] ?? 0) - 1)
        })
        return sum(errors) / errors.length
      }
      for (const { text, counts } of order.slice(0, 50)) {
        learner.learn(model, { estimated: estimateParts(text, { family }), actual: counts[real] ?? 0 })
      }
      const others = order.slice(50)
      return { before: errorOf(others, undefined), after: errorOf(others, learner) }
    })
    const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length
    expect(mean(runs.map(({ before }) => before))).toBeGreaterThan(0.1)
    expect(mean(runs.map(({ after }) => after))).toBeLessThan(0.08)
  })

  it('leaves the right one as it is', () => {
    const learner = createTokenLearner()
    for (const { text, counts } of corpus) {
      learner.learn('m', { estimated: estimateParts(text, { family: 'o200k' }), actual: counts.o200k ?? 0 })
    }
    expect(learner.factor('m')).toBeGreaterThan(0.95)
    expect(learner.factor('m')).toBeLessThan(1.05)
  })
})

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ value }) => value)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
