// Longer than other files: seventy bills, each reckoned by hand from the vendor's price page and stated in full, so that a
// wrong rate, tier, hour or date in the table is found as well as a wrong sum.
import { describe, expect, it } from 'vitest'
import type { Cost } from '../chat/cost.ts'
import type { Usage } from '../chat/event.ts'
import { costOf } from './cost-of.ts'
import { worstCaseNanos } from './worst-case.ts'

interface WorkedExample {
  title: string
  model: string
  provider: string
  at: string
  batch?: true
  thinking?: true
  usage: Usage
  /** Tokens times what a million of them cost, as one would write it on paper. */
  terms: string
  cost: Cost
}

const examples: readonly WorkedExample[] = [
  // OpenAI
  {
    title: 'a short question',
    model: 'gpt-4o-mini',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 1_234, outputTokens: 567 },
    terms: '1234 * 0.15 + 567 * 0.6',
    cost: { USD: '0.0005253' },
  },
  {
    title: 'a prompt of which most is cached',
    model: 'gpt-4o',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 2_048, outputTokens: 300, cachedInputTokens: 1_536 },
    terms: '512 * 2.5 + 1536 * 1.25 + 300 * 10',
    cost: { USD: '0.0062' },
  },
  {
    title: 'a batch of a model whose cached input has no discount in batches',
    model: 'gpt-4o',
    provider: 'openai',
    at: '2026-11-20',
    batch: true,
    usage: { inputTokens: 1_000, outputTokens: 250, cachedInputTokens: 512 },
    terms: '488 * 1.25 + 512 * 1.25 + 250 * 5',
    cost: { USD: '0.0025' },
  },
  {
    title: 'another rate for what is cached',
    model: 'gpt-4.1',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 12_345, outputTokens: 678, cachedInputTokens: 8_192 },
    terms: '4153 * 2 + 8192 * 0.5 + 678 * 8',
    cost: { USD: '0.017826' },
  },
  {
    title: 'an answer with thoughts, which cost what answers do',
    model: 'gpt-5',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 2_006, outputTokens: 300, cachedInputTokens: 1_920, reasoningTokens: 128 },
    terms: '86 * 1.25 + 1920 * 0.125 + 300 * 10',
    cost: { USD: '0.0033475' },
  },
  {
    title: 'a batch with cached input',
    model: 'gpt-5',
    provider: 'openai',
    at: '2026-11-20',
    batch: true,
    usage: { inputTokens: 2_006, outputTokens: 300, cachedInputTokens: 1_920, reasoningTokens: 128 },
    terms: '86 * 0.625 + 1920 * 0.0625 + 300 * 5',
    cost: { USD: '0.00167375' },
  },
  {
    title: 'the cheapest model of its day',
    model: 'gpt-5-nano',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 999, outputTokens: 1, cachedInputTokens: 128 },
    terms: '871 * 0.05 + 128 * 0.005 + 1 * 0.4',
    cost: { USD: '0.00004459' },
  },
  {
    title: 'the last request of the lower tier',
    model: 'gpt-5.5',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 272_000, outputTokens: 1_000 },
    terms: '272000 * 5 + 1000 * 30',
    cost: { USD: '1.39' },
  },
  {
    title: 'the first request of the higher tier, billed so as a whole',
    model: 'gpt-5.5',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 272_001, outputTokens: 1_000 },
    terms: '272001 * 10 + 1000 * 45',
    cost: { USD: '2.76501' },
  },
  {
    title: 'a higher tier by its cached input alone',
    model: 'gpt-5.5',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 300_000, outputTokens: 1_000, cachedInputTokens: 290_000 },
    terms: '10000 * 10 + 290000 * 1 + 1000 * 45',
    cost: { USD: '0.435' },
  },
  {
    title: 'cached input of a model that has no rate for it',
    model: 'gpt-5.5-pro',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 280_000, outputTokens: 2_000, cachedInputTokens: 100_000 },
    terms: '180000 * 60 + 100000 * 60 + 2000 * 270',
    cost: { USD: '17.34' },
  },
  {
    title: 'input written to the cache',
    model: 'gpt-6.2-sol',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 10_000, outputTokens: 800, cachedInputTokens: 4_000, cacheWriteInputTokens: 3_000 },
    terms: '3000 * 2 + 4000 * 0.1 + 3000 * 2.5 + 800 * 10',
    cost: { USD: '0.0219' },
  },
  {
    title: 'a higher tier with cached input',
    model: 'gpt-6.2-sol',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 400_000, outputTokens: 800, cachedInputTokens: 250_000 },
    terms: '150000 * 4 + 250000 * 0.2 + 800 * 15',
    cost: { USD: '0.662' },
  },
  {
    title: 'one token of each',
    model: 'gpt-6-luna',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 1, outputTokens: 1 },
    terms: '1 * 0.1 + 1 * 0.5',
    cost: { USD: '0.0000006' },
  },
  {
    title: 'the price of 2023',
    model: 'gpt-4',
    provider: 'openai',
    at: '2023-11-20',
    usage: { inputTokens: 31, outputTokens: 25 },
    terms: '31 * 30 + 25 * 60',
    cost: { USD: '0.00243' },
  },
  {
    title: 'the price of 2023',
    model: 'gpt-3.5-turbo',
    provider: 'openai',
    at: '2023-11-20',
    usage: { inputTokens: 1_000, outputTokens: 500 },
    terms: '1000 * 1.5 + 500 * 2',
    cost: { USD: '0.0025' },
  },
  {
    title: 'the same years later',
    model: 'gpt-3.5-turbo',
    provider: 'openai',
    at: '2026-11-20',
    usage: { inputTokens: 1_000, outputTokens: 500 },
    terms: '1000 * 0.5 + 500 * 1.5',
    cost: { USD: '0.00125' },
  },
  {
    title: 'the price of 2023',
    model: 'gpt-3.5-turbo-16k',
    provider: 'openai',
    at: '2023-11-20',
    usage: { inputTokens: 12_000, outputTokens: 700 },
    terms: '12000 * 3 + 700 * 4',
    cost: { USD: '0.0388' },
  },
  {
    title: 'the price of 2024',
    model: 'gpt-4-32k',
    provider: 'openai',
    at: '2024-01-15',
    usage: { inputTokens: 20_000, outputTokens: 1_500 },
    terms: '20000 * 60 + 1500 * 120',
    cost: { USD: '1.38' },
  },
  // Anthropic
  {
    title: 'input read from the cache, and written to it',
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: { inputTokens: 100_606, outputTokens: 503, cachedInputTokens: 100_000, cacheWriteInputTokens: 556 },
    terms: '50 * 3 + 100000 * 0.3 + 556 * 3.75 + 503 * 15',
    cost: { USD: '0.03978' },
  },
  {
    title: 'input written for five minutes, and for an hour',
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: {
      inputTokens: 1_450,
      outputTokens: 100,
      cachedInputTokens: 0,
      cacheWriteInputTokens: 1_000,
      cacheWrite1hInputTokens: 400,
    },
    terms: '450 * 3 + 600 * 3.75 + 400 * 6 + 100 * 15',
    cost: { USD: '0.0075' },
  },
  {
    title: 'input written for five minutes, and for an hour',
    model: 'claude-opus-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: {
      inputTokens: 9_001,
      outputTokens: 77,
      cachedInputTokens: 0,
      cacheWriteInputTokens: 9_000,
      cacheWrite1hInputTokens: 8_000,
    },
    terms: '1 * 5 + 1000 * 6.25 + 8000 * 10 + 77 * 25',
    cost: { USD: '0.08818' },
  },
  {
    title: 'a batch with everything',
    model: 'claude-opus-4-5',
    provider: 'anthropic',
    at: '2026-11-20',
    batch: true,
    usage: {
      inputTokens: 6_000,
      outputTokens: 400,
      cachedInputTokens: 3_000,
      cacheWriteInputTokens: 2_000,
      cacheWrite1hInputTokens: 500,
    },
    terms: '1000 * 2.5 + 3000 * 0.25 + 1500 * 3.125 + 500 * 5 + 400 * 12.5',
    cost: { USD: '0.0154375' },
  },
  {
    title: 'the last request of the lower tier',
    model: 'claude-haiku-5-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: { inputTokens: 100_000, outputTokens: 2_000, cachedInputTokens: 60_000 },
    terms: '40000 * 0.1 + 60000 * 0.01 + 2000 * 0.5',
    cost: { USD: '0.0056' },
  },
  {
    title: 'the first request of the higher tier',
    model: 'claude-haiku-5-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: { inputTokens: 100_001, outputTokens: 2_000, cachedInputTokens: 60_000 },
    terms: '40001 * 0.5 + 60000 * 0.05 + 2000 * 2.5',
    cost: { USD: '0.0280005' },
  },
  {
    title: 'cached input on the day before it became cheaper',
    model: 'claude-sonnet-5-5',
    provider: 'anthropic',
    at: '2026-10-06T23:59:59Z',
    usage: { inputTokens: 50_000, outputTokens: 1_000, cachedInputTokens: 48_000 },
    terms: '2000 * 2 + 48000 * 0.2 + 1000 * 10',
    cost: { USD: '0.0236' },
  },
  {
    title: 'cached input on the day it became cheaper',
    model: 'claude-sonnet-5-5',
    provider: 'anthropic',
    at: '2026-10-07',
    usage: { inputTokens: 50_000, outputTokens: 1_000, cachedInputTokens: 48_000 },
    terms: '2000 * 2 + 48000 * 0.1 + 1000 * 10',
    cost: { USD: '0.0188' },
  },
  {
    title: 'an hour in the cache of the largest model',
    model: 'claude-opus-5-5',
    provider: 'anthropic',
    at: '2026-11-20',
    usage: {
      inputTokens: 30_000,
      outputTokens: 900,
      cachedInputTokens: 10_000,
      cacheWriteInputTokens: 15_000,
      cacheWrite1hInputTokens: 15_000,
    },
    terms: '5000 * 4 + 10000 * 0.2 + 15000 * 8 + 900 * 20',
    cost: { USD: '0.16' },
  },
  {
    title: 'a rate for cache writes that is not a quarter more',
    model: 'claude-3-haiku-20240307',
    provider: 'anthropic',
    at: '2026-02-15',
    usage: { inputTokens: 5_000, outputTokens: 321, cachedInputTokens: 1_000, cacheWriteInputTokens: 2_000 },
    terms: '2000 * 0.25 + 1000 * 0.03 + 2000 * 0.3 + 321 * 1.25',
    cost: { USD: '0.00153125' },
  },
  // Baidu
  {
    title: 'the last request of the lower tier',
    model: 'ernie-5.0-thinking-latest',
    provider: 'baidu',
    at: '2026-11-20',
    usage: { inputTokens: 32_000, outputTokens: 1_500, reasoningTokens: 1_100 },
    terms: '32000 * 6 + 1500 * 24',
    cost: { CNY: '0.228' },
  },
  {
    title: 'the first request of the higher tier',
    model: 'ernie-5.0-thinking-latest',
    provider: 'baidu',
    at: '2026-11-20',
    usage: { inputTokens: 32_001, outputTokens: 1_500, reasoningTokens: 1_100 },
    terms: '32001 * 10 + 1500 * 40',
    cost: { CNY: '0.38001' },
  },
  {
    title: 'a prompt of which most is cached',
    model: 'ernie-4.5-turbo-128k',
    provider: 'qianfan',
    at: '2026-11-20',
    usage: { inputTokens: 7_000, outputTokens: 350, cachedInputTokens: 6_400 },
    terms: '600 * 0.8 + 6400 * 0.2 + 350 * 3.2',
    cost: { CNY: '0.00288' },
  },
  {
    title: 'a small model',
    model: 'ernie-speed-pro-128k',
    provider: 'baidu',
    at: '2026-11-20',
    usage: { inputTokens: 456, outputTokens: 123 },
    terms: '456 * 0.3 + 123 * 0.6',
    cost: { CNY: '0.0002106' },
  },
  {
    title: 'a reasoning model',
    model: 'ernie-x1.1-preview',
    provider: 'baidu',
    at: '2026-11-20',
    usage: { inputTokens: 24, outputTokens: 1_355, cachedInputTokens: 0, reasoningTokens: 1_084 },
    terms: '24 * 1 + 1355 * 4',
    cost: { CNY: '0.005444' },
  },
  {
    title: 'the price of 2024, by the name of its endpoint',
    model: 'completions_pro',
    provider: 'qianfan-v1',
    at: '2024-04-10',
    usage: { inputTokens: 676, outputTokens: 92 },
    terms: '676 * 120 + 92 * 120',
    cost: { CNY: '0.09216' },
  },
  {
    title: 'the price of 2025',
    model: 'ERNIE-4.0-8K',
    provider: 'baidu',
    at: '2025-06-01',
    usage: { inputTokens: 676, outputTokens: 92 },
    terms: '676 * 30 + 92 * 90',
    cost: { CNY: '0.02856' },
  },
  {
    title: 'the last day on which it cost something',
    model: 'ERNIE-Speed-8K',
    provider: 'baidu',
    at: '2024-05-20T23:59:59Z',
    usage: { inputTokens: 2_000, outputTokens: 1_000 },
    terms: '2000 * 4 + 1000 * 8',
    cost: { CNY: '0.016' },
  },
  {
    title: 'the first day on which it was free',
    model: 'ERNIE-Speed-8K',
    provider: 'baidu',
    at: '2024-05-21',
    usage: { inputTokens: 2_000, outputTokens: 1_000 },
    terms: '2000 * 0 + 1000 * 0',
    cost: { CNY: '0' },
  },
  // Alibaba
  {
    title: 'an answer without thoughts',
    model: 'qwen-plus',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 1_605, outputTokens: 480 },
    terms: '1605 * 0.8 + 480 * 2',
    cost: { CNY: '0.002244' },
  },
  {
    title: 'an answer with thoughts, billed as a whole at their rate',
    model: 'qwen-plus',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 1_605, outputTokens: 480, cachedInputTokens: 1_024, reasoningTokens: 17 },
    terms: '581 * 0.8 + 1024 * 0.16 + 480 * 8',
    cost: { CNY: '0.00446864' },
  },
  {
    title: 'a long request with thoughts',
    model: 'qwen-plus',
    provider: 'dashscope',
    at: '2026-11-20',
    usage: { inputTokens: 200_000, outputTokens: 1_000, cachedInputTokens: 50_000, reasoningTokens: 600 },
    terms: '150000 * 2.4 + 50000 * 0.48 + 1000 * 24',
    cost: { CNY: '0.408' },
  },
  {
    title: 'a very long request without thoughts',
    model: 'qwen-plus',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 256_001, outputTokens: 1_000 },
    terms: '256001 * 4.8 + 1000 * 48',
    cost: { CNY: '1.2768048' },
  },
  {
    title: 'the lowest tier',
    model: 'qwen3-max',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 32_000, outputTokens: 1_000 },
    terms: '32000 * 2.5 + 1000 * 10',
    cost: { CNY: '0.09' },
  },
  {
    title: 'the middle tier',
    model: 'qwen3-max',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 32_001, outputTokens: 1_000 },
    terms: '32001 * 4 + 1000 * 16',
    cost: { CNY: '0.144004' },
  },
  {
    title: 'the highest tier with cached input',
    model: 'qwen3-max',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 200_000, outputTokens: 1_000, cachedInputTokens: 64_000 },
    terms: '136000 * 7 + 64000 * 1.4 + 1000 * 28',
    cost: { CNY: '1.0696' },
  },
  {
    title: 'the price of the winter before',
    model: 'qwen3-max',
    provider: 'alibaba',
    at: '2026-02-15',
    usage: { inputTokens: 40_000, outputTokens: 1_000, cachedInputTokens: 8_000 },
    terms: '32000 * 6.4 + 8000 * 1.28 + 1000 * 25.6',
    cost: { CNY: '0.24064' },
  },
  {
    title: 'a batch',
    model: 'qwen-max',
    provider: 'alibaba',
    at: '2026-11-20',
    batch: true,
    usage: { inputTokens: 5_000, outputTokens: 700 },
    terms: '5000 * 1.2 + 700 * 4.8',
    cost: { CNY: '0.00936' },
  },
  {
    title: 'the price of 2024',
    model: 'qwen-max',
    provider: 'alibaba',
    at: '2024-12-10',
    usage: { inputTokens: 123, outputTokens: 45 },
    terms: '123 * 20 + 45 * 60',
    cost: { CNY: '0.00516' },
  },
  {
    title: 'thoughts said by the caller, where the reply does not tell them apart',
    model: 'qwen-turbo',
    provider: 'alibaba',
    at: '2026-11-20',
    thinking: true,
    usage: { inputTokens: 800, outputTokens: 200 },
    terms: '800 * 0.3 + 200 * 3',
    cost: { CNY: '0.00084' },
  },
  {
    title: 'a tier between two',
    model: 'qwen-flash',
    provider: 'alibaba',
    at: '2026-11-20',
    usage: { inputTokens: 128_001, outputTokens: 99, cachedInputTokens: 1 },
    terms: '128000 * 0.6 + 1 * 0.12 + 99 * 6',
    cost: { CNY: '0.07739412' },
  },
  {
    title: 'the international site, with input written to the cache',
    model: 'qwen3.7-max',
    provider: 'alibaba-intl',
    at: '2026-11-20',
    usage: { inputTokens: 9_000, outputTokens: 600, cachedInputTokens: 4_000, cacheWriteInputTokens: 2_000 },
    terms: '3000 * 2.5 + 4000 * 0.5 + 2000 * 3.125 + 600 * 7.5',
    cost: { USD: '0.02025' },
  },
  {
    title: 'rates with three decimals',
    model: 'qwen3.6-35b-a3b',
    provider: 'alibaba-intl',
    at: '2026-11-20',
    usage: { inputTokens: 777, outputTokens: 333 },
    terms: '777 * 0.248 + 333 * 1.485',
    cost: { USD: '0.000687201' },
  },
  {
    title: 'rates with more decimals than a billionth has',
    model: 'qwen3.6-flash',
    provider: 'alibaba-intl',
    at: '2026-11-20',
    usage: { inputTokens: 7, outputTokens: 3 },
    terms: '7 * 0.1875 + 3 * 1.125',
    cost: { USD: '0.000004688' },
  },
  // DeepSeek
  {
    title: 'outside the peak, on a Saturday',
    model: 'deepseek-flash',
    provider: 'deepseek',
    at: '2026-11-21T10:00:00+08:00',
    usage: { inputTokens: 180, outputTokens: 219, cachedInputTokens: 128, reasoningTokens: 205 },
    terms: '52 * 1 + 128 * 0.02 + 219 * 4',
    cost: { CNY: '0.00093056' },
  },
  {
    title: 'at the peak, on a Friday',
    model: 'deepseek-flash',
    provider: 'deepseek',
    at: '2026-11-20T10:00:00+08:00',
    usage: { inputTokens: 180, outputTokens: 219, cachedInputTokens: 128, reasoningTokens: 205 },
    terms: '52 * 2 + 128 * 0.04 + 219 * 8',
    cost: { CNY: '0.00186112' },
  },
  {
    title: 'the last moment of the peak',
    model: 'deepseek-v4-pro',
    provider: 'deepseek',
    at: '2026-11-20T11:59:59+08:00',
    usage: { inputTokens: 1_000, outputTokens: 1_000, cachedInputTokens: 900 },
    terms: '100 * 9 + 900 * 0.3 + 1000 * 27',
    cost: { CNY: '0.02817' },
  },
  {
    title: 'the first moment after it',
    model: 'deepseek-v4-pro',
    provider: 'deepseek',
    at: '2026-11-20T12:00:00+08:00',
    usage: { inputTokens: 1_000, outputTokens: 1_000, cachedInputTokens: 900 },
    terms: '100 * 4.5 + 900 * 0.15 + 1000 * 13.5',
    cost: { CNY: '0.014085' },
  },
  {
    title: 'the first moment of the afternoon, in dollars',
    model: 'deepseek-flash',
    provider: 'deepseek-intl',
    at: '2026-11-20T06:00:00Z',
    usage: { inputTokens: 1_000, outputTokens: 10, cachedInputTokens: 900 },
    terms: '100 * 0.3 + 900 * 0.006 + 10 * 1.2',
    cost: { USD: '0.0000474' },
  },
  {
    title: 'the price of February 2026',
    model: 'deepseek-chat',
    provider: 'deepseek',
    at: '2026-02-15',
    usage: { inputTokens: 1_000, outputTokens: 100, cachedInputTokens: 640 },
    terms: '360 * 2 + 640 * 0.2 + 100 * 3',
    cost: { CNY: '0.001148' },
  },
  {
    title: 'a sum that has to be rounded up',
    model: 'deepseek-chat',
    provider: 'deepseek-intl',
    at: '2026-07-10',
    usage: { inputTokens: 2, outputTokens: 0, cachedInputTokens: 2 },
    terms: '2 * 0.0028',
    cost: { USD: '0.000000006' },
  },
  {
    title: 'a sum that has to be rounded down',
    model: 'deepseek-v4-pro',
    provider: 'deepseek-intl',
    at: '2026-07-10',
    usage: { inputTokens: 3, outputTokens: 1, cachedInputTokens: 2 },
    terms: '1 * 0.435 + 2 * 0.003625 + 1 * 0.87',
    cost: { USD: '0.000001312' },
  },
  // Moonshot
  {
    title: 'a prompt of which most is cached',
    model: 'kimi-k2.5',
    provider: 'moonshot',
    at: '2026-11-20',
    usage: { inputTokens: 3_000, outputTokens: 500, cachedInputTokens: 2_560 },
    terms: '440 * 4 + 2560 * 0.7 + 500 * 21',
    cost: { CNY: '0.014052' },
  },
  {
    title: 'a batch, which costs three fifths',
    model: 'kimi-k2.5',
    provider: 'kimi',
    at: '2026-11-20',
    batch: true,
    usage: { inputTokens: 3_000, outputTokens: 500, cachedInputTokens: 2_560 },
    terms: '440 * 2.4 + 2560 * 0.42 + 500 * 12.6',
    cost: { CNY: '0.0084312' },
  },
  {
    title: 'the last request of the lowest tier',
    model: 'kimi-latest',
    provider: 'moonshot',
    at: '2026-11-20',
    usage: { inputTokens: 8_192, outputTokens: 100 },
    terms: '8192 * 2 + 100 * 10',
    cost: { CNY: '0.017384' },
  },
  {
    title: 'the first request of the next',
    model: 'kimi-latest',
    provider: 'moonshot',
    at: '2026-11-20',
    usage: { inputTokens: 8_193, outputTokens: 100 },
    terms: '8193 * 5 + 100 * 20',
    cost: { CNY: '0.042965' },
  },
  // Zhipu
  {
    title: 'a short answer',
    model: 'glm-4.7',
    provider: 'zhipu',
    at: '2026-11-20',
    usage: { inputTokens: 10_000, outputTokens: 199 },
    terms: '10000 * 2 + 199 * 8',
    cost: { CNY: '0.021592' },
  },
  {
    title: 'a longer answer, which makes the whole request dearer',
    model: 'glm-4.7',
    provider: 'zhipu',
    at: '2026-11-20',
    usage: { inputTokens: 10_000, outputTokens: 200 },
    terms: '10000 * 3 + 200 * 14',
    cost: { CNY: '0.0328' },
  },
  {
    title: 'a long request, whatever the answer',
    model: 'glm-4.7',
    provider: 'zhipu',
    at: '2026-11-20',
    usage: { inputTokens: 32_000, outputTokens: 150, cachedInputTokens: 30_000 },
    terms: '2000 * 4 + 30000 * 0.8 + 150 * 16',
    cost: { CNY: '0.0344' },
  },
  {
    title: 'a longer answer that makes only itself dearer',
    model: 'glm-4.5-air',
    provider: 'glm',
    at: '2026-11-20',
    usage: { inputTokens: 1_200, outputTokens: 300, cachedInputTokens: 800 },
    terms: '400 * 0.8 + 800 * 0.16 + 300 * 6',
    cost: { CNY: '0.002248' },
  },
  {
    title: 'a model that is free',
    model: 'glm-4.7-flash',
    provider: 'zhipu',
    at: '2026-11-20',
    usage: { inputTokens: 1_200, outputTokens: 300 },
    terms: '1200 * 0 + 300 * 0',
    cost: { CNY: '0' },
  },
]

describe('a bill', () => {
  it.each(examples)('of $provider $model: $title', ({ model, provider, at, batch, thinking, usage, terms, cost }) => {
    const found = costOf(usage, { model, provider, at: Date.parse(at), batch, thinking })
    expect(found?.cost).toEqual(cost)
    expect(found?.price.model.toLowerCase()).toBe(modelAsListed(model))
    const [amount = ''] = Object.values(cost)
    expect(onPaper(terms)).toBe(billionths(amount))
    expect(tokensOf(terms)).toBe(usage.inputTokens + usage.outputTokens)
  })

  it.each(examples)('of $provider $model is within its worst case: $title', (example) => {
    const { model, provider, batch, thinking, usage } = example
    const at = Date.parse(example.at)
    const found = costOf(usage, { model, provider, at, batch, thinking })!
    const { inputTokens, outputTokens } = usage
    const worst = worstCaseNanos(found.price, { inputTokens, outputTokens, at, batch, cacheWrites: '1h' })
    expect(worst).toBeGreaterThanOrEqual(found.nanos)
  })

  it('has examples of every vendor, and none twice', () => {
    expect(examples.length).toBeGreaterThanOrEqual(40)
    expect(new Set(examples.map((example) => JSON.stringify({ ...example, title: '' }))).size).toBe(examples.length)
  })
})

/** The names under which the table has models that the examples call otherwise. */
function modelAsListed(model: string): string {
  if (model === 'completions_pro') return 'ernie-4.0-8k'
  return model.replace(/-\d{8}$/, '').toLowerCase()
}

/** In billionths, rounded halves up: whole numbers only, and nothing of the code under test. */
function onPaper(terms: string): bigint {
  let sum = 0n
  for (const term of terms.split(' + ')) {
    const [tokens = '', rate = ''] = term.split(' * ')
    sum += BigInt(tokens) * billionths(rate)
  }
  const rest = sum % 1_000_000n
  return (sum - rest) / 1_000_000n + (rest >= 500_000n ? 1n : 0n)
}

function tokensOf(terms: string): number {
  return terms.split(' + ').reduce((sum, term) => sum + Number.parseInt(term, 10), 0)
}

function billionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(9, '0'))
}
