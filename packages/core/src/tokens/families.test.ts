import { describe, expect, it } from 'vitest'
import { matchTokenizer, tokenizerFamily, tokenWeights } from './families.ts'

describe('tokenizerFamily', () => {
  it.each([
    ['gpt-3.5-turbo', 'cl100k'],
    ['gpt-4', 'cl100k'],
    ['gpt-4-turbo', 'cl100k'],
    ['gpt-4o-mini', 'o200k'],
    ['ft:gpt-4o-mini:ours', 'o200k'],
    ['gpt-4.1', 'o200k'],
    ['gpt-4.5-preview', 'o200k'],
    ['gpt-5-mini', 'o200k'],
    ['gpt-oss-120b', 'o200k'],
    ['o3', 'o200k'],
    ['claude-2.1', 'claude'],
    ['claude-instant-1.2', 'claude'],
    ['claude-v2:1', 'claude'],
    ['anthropic.claude-v2:1', 'claude'],
    ['openrouter/anthropic/Claude-3', 'claude-3'],
    ['us.anthropic.claude-3-5-sonnet-20240620-v1:0', 'claude-3'],
    ['claude-sonnet-4-20250514', 'claude-3'],
    ['claude-opus-4-6', 'claude-3'],
    ['claude-4-opus', 'claude-3'],
    ['claude-4.7-opus', 'claude-4.7'],
    ['claude-opus-4-7', 'claude-4.7'],
    ['claude-opus-4.8', 'claude-4.7'],
    ['claude-haiku-5-5', 'claude-4.7'],
    ['deepseek-chat', 'deepseek'],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'qwen'],
    ['deepseek-r1-distill-llama-70b', 'llama3'],
    ['ernie-4.5-turbo-128k', 'deepseek'],
    ['ERNIE-4.0-8K', 'deepseek'],
    ['glm-4.6', 'deepseek'],
    ['kimi-k2-0905-preview', 'deepseek'],
    ['doubao-seed-1-6', 'deepseek'],
    ['qwen3-max', 'qwen'],
    ['qwq-plus', 'qwen'],
    ['Qwen/Qwen3-32B', 'qwen'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama3'],
    ['gemini-3-pro', 'gemma3'],
    ['my-own-model', 'o200k'],
    ['', 'o200k'],
    ['/', 'o200k'],
  ])('takes %s for %s', (model, family) => {
    expect(tokenizerFamily(model)).toBe(family)
  })

  it.each([
    ['gpt-4o', 'same'],
    ['claude-2.1', 'same'],
    ['anthropic.claude-v2:1', 'same'],
    ['claude-4-opus', 'near'],
    ['qwen3-max', 'same'],
    ['deepseek-chat', 'same'],
    ['gpt-6-sol', 'near'],
    ['claude-sonnet-4-5', 'near'],
    ['claude-opus-5', 'near'],
    ['ernie-4.5-turbo-128k', 'near'],
    ['glm-4.6', 'near'],
    ['moonshot-v1-8k', 'near'],
    ['doubao-seed-1-6', 'near'],
    ['gemini-3-pro', 'near'],
    ['my-own-model', 'unknown'],
  ])('knows the tokenizer of %s for the %s', (model, likeness) => {
    expect(matchTokenizer(model)).toEqual({ family: tokenizerFamily(model), likeness })
  })

  it('has a weight for each of the 17 features in every family, and none of nothing', () => {
    for (const weights of Object.values(tokenWeights)) {
      expect(weights).toHaveLength(17)
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(5)
    }
  })
})
