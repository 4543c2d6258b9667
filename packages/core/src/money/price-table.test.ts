import { describe, expect, it } from 'vitest'
import { toNanos } from '../chat/decimal.ts'
import { priceProblem } from './check-price.ts'
import type { PriceRates } from './price.ts'
import { builtInPrices, priceTable } from './price-table.ts'

const now = Date.parse('2026-11-23T12:00:00Z')
const prices = builtInPrices()

function modelOf(model: string, provider?: string): string | undefined {
  const price = prices.find({ model, provider, at: now })
  return price && `${price.provider} ${price.model}`
}

describe('the price table', () => {
  it.each(priceTable)('has a sound price for $provider $model', (price) => {
    expect(priceProblem(price)).toBeUndefined()
  })

  it('has no two prices of a model at one time', () => {
    const seen = new Map<string, [from: string, until: string][]>()
    for (const { provider, model, aliases = [], validFrom = '0', validUntil = '9' } of priceTable) {
      for (const id of [model, ...aliases]) {
        const key = `${provider} ${id.toLowerCase()}`
        const times = seen.get(key) ?? []
        expect(
          times.filter(([from, until]) => validFrom < until && from < validUntil),
          key,
        ).toEqual([])
        seen.set(key, [...times, [validFrom, validUntil]])
      }
    }
  })

  it('charges less for batches and for input from the cache, wherever it knows a rate', () => {
    const nanos = (rate: string | undefined) => toNanos(rate ?? '') ?? 0n
    const check = ({ input, output, cachedInput, batch }: Partial<PriceRates>, name: string) => {
      if (cachedInput !== undefined) expect(nanos(cachedInput), name).toBeLessThanOrEqual(nanos(input))
      if (batch === undefined) return
      const share = name === 'kimi-k2.5' ? 60n : 50n
      expect(nanos(batch.input) * 100n, name).toBe(nanos(input) * share)
      expect(nanos(batch.output) * 100n, name).toBe(nanos(output) * share)
    }
    for (const { model, rates, tiers = [] } of priceTable) {
      for (const each of [rates, ...tiers.map((tier) => tier.rates)]) check(each, model)
    }
  })

  it('says in a tier all that the price says, as what is left out would cost what it costs below', () => {
    for (const { model, rates, tiers = [] } of priceTable) {
      for (const tier of tiers) expect(Object.keys(tier.rates).sort(), model).toEqual(Object.keys(rates).sort())
    }
  })

  it.each([
    ['gpt-4o', 'openai gpt-4o'],
    ['GPT-4o', 'openai gpt-4o'],
    [' gpt-4o ', 'openai gpt-4o'],
    ['gpt-4o-2024-08-06', 'openai gpt-4o-2024-08-06'],
    ['gpt-4o-2024-05-13', 'openai gpt-4o-2024-05-13'],
    ['gpt-4o-mini-2024-07-18', 'openai gpt-4o-mini'],
    ['gpt-5-2025-08-07', 'openai gpt-5'],
    ['gpt-5-mini', 'openai gpt-5-mini'],
    ['gpt-5-chat-latest', 'openai gpt-5-chat-latest'],
    ['gpt-4-0613', 'openai gpt-4'],
    ['gpt-4-0314', 'openai gpt-4'],
    ['gpt-4-1106-preview', 'openai gpt-4-turbo'],
    ['gpt-4-turbo-2024-04-09', 'openai gpt-4-turbo'],
    ['gpt-3.5-turbo-0125', 'openai gpt-3.5-turbo'],
    ['openai/gpt-4o', 'openai gpt-4o'],
    ['openrouter/openai/gpt-4o', 'openai gpt-4o'],
    ['azure/gpt-4o', 'openai gpt-4o'],
    ['claude-sonnet-4-5-20250929', 'anthropic claude-sonnet-4-5'],
    ['claude-sonnet-4-5@20250929', 'anthropic claude-sonnet-4-5'],
    ['claude-sonnet-4-20250514', 'anthropic claude-sonnet-4-0'],
    ['claude-3-5-sonnet-20240620', 'anthropic claude-3-5-sonnet'],
    ['claude-3-5-haiku-latest', 'anthropic claude-3-5-haiku'],
    ['anthropic/claude-sonnet-4.5', 'anthropic claude-sonnet-4-5'],
    ['openrouter/anthropic/claude-haiku-4.5', 'anthropic claude-haiku-4-5'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic claude-sonnet-4-5'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'anthropic claude-3-haiku'],
    ['bedrock/global.anthropic.claude-opus-4-5-20251101-v1:0', 'anthropic claude-opus-4-5'],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0',
      'anthropic claude-haiku-4-5',
    ],
    ['projects/p/locations/l/publishers/anthropic/models/claude-haiku-4-5@20251001', 'anthropic claude-haiku-4-5'],
    ['ernie-4.5-turbo-128k', 'baidu ernie-4.5-turbo-128k'],
    ['ERNIE-4.5-Turbo-128K', 'baidu ernie-4.5-turbo-128k'],
    ['ernie-speed-128k', 'baidu ERNIE-Speed-128K'],
    ['ernie_speed', 'baidu ERNIE-Speed-8K'],
    ['eb-instant', 'baidu ERNIE-Lite-8K-0922'],
    ['ernie-lite-8k-0922', 'baidu ERNIE-Lite-8K-0922'],
    ['ernie-lite-8k-0308', 'baidu ERNIE-Lite-8K'],
    ['qwen-plus', 'alibaba qwen-plus'],
    ['qwen-plus-2025-04-28', 'alibaba qwen-plus'],
    ['qwen-plus-latest', 'alibaba qwen-plus'],
    ['qwen-max-2025-01-25', 'alibaba qwen-max'],
    ['qwen3-max-2026-01-23', 'alibaba qwen3-max-2026-01-23'],
    ['qwen3-max-preview', 'alibaba qwen3-max-preview'],
    ['Qwen/Qwen3-32B', 'alibaba qwen3-32b'],
    ['accounts/fireworks/models/qwen3-32b', 'alibaba qwen3-32b'],
    ['qwen3.7-max', 'alibaba-intl qwen3.7-max'],
    ['deepseek/deepseek-v4-pro', 'deepseek deepseek-v4-pro'],
    ['moonshotai/kimi-k2.5', 'moonshot kimi-k2.5'],
    ['kimi-k2-0905-preview', 'moonshot kimi-k2-0905-preview'],
    ['z-ai/glm-4.6', 'zhipu glm-4.6'],
    ['glm-4-flashx-250414', 'zhipu glm-4-flashx'],
    ['glm-4-0520', 'zhipu glm-4-0520'],
  ])('takes %s for %s', (model, found) => {
    expect(modelOf(model)).toBe(found)
  })

  it.each([
    'gpt-4o-audio-preview',
    'gpt-4o-audio-preview-2024-10-01',
    'gpt-4o-realtime-preview',
    'gpt-4o-mini-tts',
    'gpt-5-preview',
    'gpt-5-mini-preview',
    'gpt-5x',
    'gpt-55',
    'gpt',
    'my-gpt-4o',
    'gpt-4o-2024-13-40',
    'gpt-4o-20240806-extra',
    'ft:gpt-4o:acme::abc',
    'ft:gpt-4o-2024-08-06',
    'openai/gpt-4o:extended',
    'deepseek/deepseek-v4-pro:free',
    'openrouter/qwen/qwen3-32b:free',
    'qwen3:32b',
    'groq/qwen3-32b',
    'someone/qwen3-32b',
    'qwen3-32b-awq',
    'qwen-vl-max',
    'qwen-max-0919',
    'qwen-max-0428',
    'qwen-max-1201',
    'qwen-max-2024-04-28',
    'qwen-max-2024-09-19',
    'qwen-plus-0806',
    'qwen-plus-1220',
    'qwen-plus-2024-07-23',
    'qwen-turbo-0206',
    'qwen-turbo-1101',
    'qwen/qwen-turbo-0624',
    'qwen3-max-0923',
    'gpt-4o-0513',
    'deepseek-flash-1017',
    'claude-3-sonnet-custom',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0:28k',
    'llama-3.3-70b',
    'gemini-2.5-pro',
    'models/gemini-2.5-pro',
    'glm-4',
    '',
  ])('knows no price of %j', (model) => {
    expect(modelOf(model)).toBeUndefined()
  })

  it.each([
    ['qianfan', 'ernie-4.5-turbo-128k', 'baidu'],
    ['qianfan-v1', 'ernie-speed-128k', 'baidu'],
    ['dashscope', 'qwen-plus', 'alibaba'],
    ['qwen', 'qwen-plus', 'alibaba'],
    ['alibaba-intl', 'qwen-plus', 'alibaba-intl'],
    ['azure', 'gpt-4o', 'openai'],
    ['claude', 'claude-opus-5', 'anthropic'],
    ['deepseek', 'deepseek-flash', 'deepseek'],
    ['deepseek-intl', 'deepseek-flash', 'deepseek-intl'],
    ['moonshot', 'kimi-k2.5', 'moonshot'],
    ['zhipu', 'glm-4.7', 'zhipu'],
    ['openai-compatible', 'gpt-4o', undefined],
    ['ollama', 'qwen3-32b', undefined],
    ['openai', 'claude-opus-5', undefined],
    ['dashscope', 'qwen3.7-max', undefined],
    ['bedrock', 'anthropic.claude-3-haiku-20240307-v1:0', undefined],
  ])('asks %s for %s at the prices of %s', (provider, model, biller) => {
    expect(prices.find({ provider, model, at: now })?.provider).toBe(biller)
  })

  it.each([
    ['2023-10-01', 'gpt-3.5-turbo', '1.5 2'],
    ['2023-12-31', 'gpt-3.5-turbo', '1 2'],
    ['2024-03-01', 'gpt-3.5-turbo', '0.5 1.5'],
    ['2023-11-01', 'gpt-3.5-turbo-0613', '1.5 2'],
    ['2026-11-01', 'gpt-3.5-turbo-0613', undefined],
    ['2023-11-01', 'gpt-4', '30 60'],
    ['2023-11-01', 'gpt-4-32k-0613', '60 120'],
    ['2023-11-01', 'gpt-3.5-turbo-16k-0613', '3 4'],
    ['2024-03-01', 'gpt-3.5-turbo-0125', '0.5 1.5'],
    ['2024-12-15', 'qwen-max', '20 60'],
    ['2025-06-01', 'qwen-max', undefined],
    ['2026-11-01', 'qwen-max', '2.4 9.6'],
    ['2024-12-15', 'qwen-max-2024-09-19', '20 60'],
    ['2024-12-15', 'qwen-max-0919', '20 60'],
    ['2024-12-15', 'qwen-max-0428', undefined],
    ['2026-11-01', 'qwen-max-2024-09-19', undefined],
    ['2026-02-20', 'qwen3-max', '3.2 12.8'],
    ['2026-05-02', 'qwen3-max', '2.5 10'],
    ['2024-04-15', 'completions_pro', '120 120'],
    ['2025-03-01', 'completions_pro', '30 90'],
    ['2026-11-01', 'ernie-4.0-8k', undefined],
    ['2024-05-20', 'ernie_speed', '4 8'],
    ['2024-05-21', 'ernie_speed', '0 0'],
    ['2026-03-01', 'deepseek-chat', '2 3'],
    ['2026-06-01', 'deepseek-chat', '1 2'],
    ['2026-11-01', 'deepseek-chat', undefined],
    ['2026-08-15', 'deepseek-v4-pro', '3 6'],
    ['2026-08-16', 'deepseek-v4-pro', '4.5 13.5'],
    ['2026-10-06', 'claude-haiku-5-5', undefined],
    ['2026-10-07', 'claude-haiku-5-5', '0.1 0.5'],
  ])('knows that on %s %s cost %s', (day, model, expected) => {
    const rates = prices.find({ model, at: Date.parse(day) })?.rates
    expect(rates && `${rates.input} ${rates.output}`).toBe(expected)
  })

  it('tells what depends on size, thinking, hour and cache', () => {
    const find = (model: string) => prices.find({ model, at: now })
    expect(find('qwen-plus')).toMatchObject({
      currency: 'CNY',
      rates: { output: '2', thinking: { output: '8' } },
      tiers: [
        { aboveInputTokens: 128_000, rates: { output: '20', thinking: { output: '24' } } },
        { aboveInputTokens: 256_000, rates: { output: '48', thinking: { output: '64' } } },
      ],
    })
    expect(find('glm-4.6')?.tiers).toMatchObject([
      { aboveInputTokens: 0, aboveOutputTokens: 199, rates: { input: '3', output: '14' } },
      { aboveInputTokens: 31_999, rates: { input: '4', output: '16' } },
    ])
    expect(find('deepseek-flash')?.schedule).toMatchObject({
      timeZone: 'Asia/Shanghai',
      times: [
        { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      rates: { input: '2', output: '8', cachedInput: '0.04' },
    })
    expect(find('claude-opus-5-5')?.rates).toEqual({
      input: '4',
      output: '20',
      cachedInput: '0.2',
      cacheWrite: '5',
      cacheWrite1h: '8',
      batch: { input: '2', output: '10', cachedInput: '0.1', cacheWrite: '2.5', cacheWrite1h: '4' },
    })
  })
})
