import { describe, expect, it } from 'vitest'
import { fromLiteLLM } from './from-litellm.ts'
import { createPriceList } from './price-list.ts'

const asOf = '2026-11-20'

describe('prices from LiteLLM', () => {
  it('are exact decimals per million tokens', () => {
    const json = {
      sample_spec: { litellm_provider: 'one of …', input_cost_per_token: 1, output_cost_per_token: 1 },
      'gpt-9-mini': {
        litellm_provider: 'openai',
        mode: 'chat',
        input_cost_per_token: 1.5e-7,
        output_cost_per_token: 6e-7,
        cache_read_input_token_cost: 7.5e-8,
        cache_creation_input_token_cost: 1.875e-7,
        cache_creation_input_token_cost_above_1hr: 3e-7,
        input_cost_per_token_batches: 7.5e-8,
        output_cost_per_token_batches: 3e-7,
        input_cost_per_token_priority: 3e-7,
        input_cost_per_audio_token: 1e-5,
        output_cost_per_reasoning_token: 9e-7,
        max_tokens: 16384,
      },
    }
    expect(fromLiteLLM(json, { asOf })).toEqual([
      {
        provider: 'openai',
        model: 'gpt-9-mini',
        currency: 'USD',
        rates: {
          input: '0.15',
          output: '0.6',
          cachedInput: '0.075',
          cacheWrite: '0.1875',
          cacheWrite1h: '0.3',
          audioInput: '10',
          reasoning: '0.9',
          batch: { input: '0.075', output: '0.3' },
        },
        asOf,
        source: 'LiteLLM',
      },
    ])
  })

  it('have tiers by the names of fields', () => {
    const [price] = fromLiteLLM({
      'claude-9': {
        litellm_provider: 'anthropic',
        input_cost_per_token: 3e-6,
        output_cost_per_token: 1.5e-5,
        input_cost_per_token_above_512k_tokens: 9e-6,
        input_cost_per_token_above_200k_tokens: 6e-6,
        output_cost_per_token_above_200k_tokens: 2.25e-5,
        cache_creation_input_token_cost_above_1hr: 6e-6,
        cache_creation_input_token_cost_above_1hr_above_200k_tokens: 1.2e-5,
        input_cost_per_token_above_200k_tokens_batches: 3e-6,
        input_cost_per_token_above_200k_tokens_priority: 1,
      },
    })
    expect(price?.rates).toEqual({ input: '3', output: '15', cacheWrite1h: '6' })
    expect(price?.tiers).toEqual([
      { aboveInputTokens: 200_000, rates: { input: '6', output: '22.5', cacheWrite1h: '12', batch: { input: '3' } } },
      // No rate for output: it stays as it is, and is not free.
      { aboveInputTokens: 512_000, rates: { input: '9' } },
    ])
  })

  it('have tiers by ranges, for whole requests, and the thinking rates of Alibaba', () => {
    const [price] = fromLiteLLM({
      'dashscope/qwen-9': {
        litellm_provider: 'dashscope',
        tiered_pricing: [
          {
            range: [0, 256_000],
            input_cost_per_token: 4e-7,
            output_cost_per_token: 1.2e-6,
            output_cost_per_reasoning_token: 4e-6,
          },
          { range: [256_000, 1_000_000], input_cost_per_token: 1.2e-6 },
        ],
      },
    })
    expect(price).toMatchObject({
      provider: 'alibaba-intl',
      model: 'qwen-9',
      rates: { input: '0.4', output: '1.2', thinking: { output: '4' } },
      tiers: [{ aboveInputTokens: 256_000, rates: { input: '1.2' } }],
    })
    expect(price?.tierMode).toBeUndefined()
  })

  it('never stand for what a vendor bills in yuan, unless told to', () => {
    const json = {
      'deepseek/chat-9': { litellm_provider: 'deepseek', input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 },
    }
    expect(fromLiteLLM(json).map(({ provider }) => provider)).toEqual(['deepseek-intl'])
    const [price] = fromLiteLLM(json, { providers: { deepseek: 'deepseek' } })
    expect(createPriceList([price!]).find({ provider: 'deepseek', model: 'chat-9', at: 0 })).toBe(price)
  })

  it('leave out what is no price, and keep the rest', () => {
    const good = { litellm_provider: 'openai', input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 }
    const json = JSON.parse(`{
      "__proto__": ${JSON.stringify(good)}, "text": "x", "null": null, "list": [],
      "no-provider": { "input_cost_per_token": 1, "output_cost_per_token": 1 },
      "no-output": { "litellm_provider": "openai", "input_cost_per_token": 1e-6 },
      "negative": { "litellm_provider": "openai", "input_cost_per_token": -1, "output_cost_per_token": 1 },
      "image": ${JSON.stringify({ ...good, mode: 'image_generation' })},
      "bad-tiers": ${JSON.stringify({ ...good, tiered_pricing: [null, 1, { range: 'x' }] })},
      "free": ${JSON.stringify({ ...good, input_cost_per_token: 0, output_cost_per_token: 0 })}
    }`)
    expect(fromLiteLLM(json).map(({ model }) => model)).toEqual(['__proto__', 'bad-tiers'])
    expect(fromLiteLLM(json, { keepFree: true }).map(({ model }) => model)).toContain('free')
  })

  it.each([null, 'x', 3, [], {}, { a: 1 }, { openai: { models: {} } }])('are refused of %j', (json) => {
    expect(() => fromLiteLLM(json)).toThrow(/^fromLiteLLM: (expected an object, got|no price per token)/)
  })

  it('say when they were fetched', () => {
    const json = { m: { litellm_provider: 'acme', input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 } }
    const clock = { now: () => Date.parse('2026-11-23T23:00:00Z'), monotonic: () => 0, after: () => () => {} }
    expect(fromLiteLLM(json, { clock, source: 'a copy' })[0]).toMatchObject({ asOf: '2026-11-23', source: 'a copy' })
  })

  it('have a day and a source that a price can have', () => {
    const json = { m: { litellm_provider: 'openai', input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 } }
    expect(fromLiteLLM(json, { asOf: '2026-11-20', source: 'a copy' })).toHaveLength(1)
    for (const asOf of ['yesterday', '2026-02-30', '']) {
      expect(() => fromLiteLLM(json, { asOf })).toThrow(
        new RangeError(`fromLiteLLM: asOf must be a day, month or year, got ${JSON.stringify(asOf)}`),
      )
    }
    expect(() => fromLiteLLM(json, { source: '' })).toThrow(/^fromLiteLLM: source must be a short text/)
  })
})
