import { describe, expect, it } from 'vitest'
import { tokenizerFamily, tokenWeights } from './families.ts'

describe('tokenizerFamily', () => {
  it.each([
    ['gpt-3.5-turbo', 'cl100k'],
    ['gpt-4', 'cl100k'],
    ['gpt-4-turbo', 'cl100k'],
    ['gpt-4o-mini', 'o200k'],
    ['gpt-4.1', 'o200k'],
    ['gpt-4.5-preview', 'o200k'],
    ['gpt-5-mini', 'o200k'],
    ['o3', 'o200k'],
    ['claude-sonnet-4-5', 'claude'],
    ['deepseek-chat', 'deepseek'],
    ['ernie-4.5-turbo-128k', 'deepseek'],
    ['qwen3-max', 'qwen'],
    ['qwq-plus', 'qwen'],
    ['Qwen/Qwen3-32B', 'qwen'],
    ['openrouter/anthropic/Claude-3', 'claude'],
    ['ERNIE-4.0-8K', 'deepseek'],
    ['my-own-model', 'o200k'],
    ['', 'o200k'],
    ['/', 'o200k'],
  ])('takes %s for %s', (model, family) => {
    expect(tokenizerFamily(model)).toBe(family)
  })

  it('has a weight for each of the 14 features in every family', () => {
    for (const weights of Object.values(tokenWeights)) {
      expect(weights).toHaveLength(14)
      expect(Math.min(...weights)).toBeGreaterThan(0)
    }
  })
})
