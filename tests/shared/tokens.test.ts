import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { estimateTokens, type TokenizerFamily } from '@sluice/core'
import { describe, expect, it } from 'vitest'

interface Passage {
  id: string
  lang: string
  text: string
  counts: Record<string, number>
}

const folder = process.env.SLUICE_SHARED
const corpus: Passage[] = folder ? readCorpus(`${folder}/data/token-corpus.jsonl.gz`) : []
const families: TokenizerFamily[] = ['o200k', 'cl100k', 'qwen', 'deepseek', 'claude']

describe.skipIf(!folder)('estimates against what real tokenizers count', () => {
  it('finds passages in many languages', () => {
    expect(corpus.length).toBeGreaterThan(200)
    expect(new Set(corpus.map((passage) => passage.lang)).size).toBeGreaterThan(10)
  })

  describe.each(families)('of %s', (family) => {
    const passages = corpus.map(({ id, lang, text, counts }) => ({
      id,
      lang,
      counted: counts[family] ?? 0,
      ...estimateTokens(text, { family }),
    }))
    const errors = passages.map(({ tokens, counted }) => Math.abs(tokens - counted) / counted)

    it('has a count for every passage', () => {
      expect(passages.filter(({ counted }) => !(counted > 0)).map(({ id }) => id)).toEqual([])
    })

    it('are off by at most 8 % on average', () => {
      expect(sum(errors) / errors.length).toBeLessThanOrEqual(0.08)
    })

    it('sum up to within 2 %', () => {
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

function readCorpus(file: string): Passage[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
