import { builtInPrices } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { dashscope } from './dashscope.ts'
import { deepseek } from './deepseek.ts'
import { moonshot } from './moonshot.ts'
import { openai } from './openai.ts'
import { qianfan } from './qianfan.ts'
import { zhipu } from './zhipu.ts'

const at = Date.parse('2026-11-20T00:00:00Z')

describe('who sends the bill', () => {
  it.each([
    [openai('gpt-5-mini', { apiKey: 'k' }), undefined, 'USD'],
    [qianfan('ernie-4.5-turbo-128k', { apiKey: 'k' }), undefined, 'CNY'],
    [dashscope('qwen-plus', { apiKey: 'k' }), undefined, 'CNY'],
    [dashscope('qwen-plus', { apiKey: 'k', region: 'intl' }), 'alibaba-intl', 'USD'],
    [
      dashscope('qwen-plus', { apiKey: 'k', baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1' }),
      'alibaba-intl',
      'USD',
    ],
    [deepseek('deepseek-v4-pro', { apiKey: 'k' }), undefined, 'CNY'],
    [deepseek('deepseek-v4-pro', { apiKey: 'k', billedBy: 'deepseek-intl' }), 'deepseek-intl', 'USD'],
    // In dollars, which nobody here knows: better no price than that of another market.
    [moonshot('moonshot-v1-8k', { apiKey: 'k', region: 'intl' }), 'moonshot-intl', undefined],
    [zhipu('glm-4.6', { apiKey: 'k', region: 'intl' }), 'zhipu-intl', undefined],
  ])('%# is told by the endpoint', ({ provider, model, billedBy }, biller, currency) => {
    expect(billedBy).toBe(biller)
    expect(builtInPrices().find({ provider: billedBy ?? provider, model, at })?.currency).toBe(currency)
  })
})
