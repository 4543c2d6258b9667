import { addCosts, convertCost, costOf, estimateCost, formatCost, readUsage } from '@sluice/core'

// What a vendor reported, in its own words.
const reply = {
  usage: { prompt_tokens: 12_000, completion_tokens: 800, prompt_tokens_details: { cached_tokens: 10_000 } },
}
const usage = readUsage(reply) ?? { inputTokens: 0, outputTokens: 0 }

const ours = costOf(usage, { provider: 'dashscope', model: 'qwen-plus' })
const theirs = costOf(usage, { provider: 'openai', model: 'gpt-5-mini-2025-08-07' })
console.log(ours?.cost, `by the price of ${ours?.price.asOf}: ${ours?.price.source}`)
console.log(theirs?.cost)

// Currencies stay apart, until you say what one is worth in the other.
const both = addCosts(ours?.cost, theirs?.cost)
console.log(both, 'or', formatCost(both, { locale: 'en' }))
const inYuan = convertCost(both, 'CNY', { USD: { CNY: '7.10', asOf: '2026-11-01' } })
console.log(formatCost(inYuan.cost, { locale: 'zh-CN', digits: 4 }), inYuan.rates)

// A model that nobody knows costs nobody knows what. That is not 0.
console.log(costOf(usage, { provider: 'local', model: 'my-own' }))

// Before the call.
const request = { messages: [{ role: 'user', content: '水闸是怎样控制水流的？' }], maxOutputTokens: 500 } as const
const estimate = estimateCost(request, { provider: 'dashscope', model: 'qwen-plus', expectedOutputTokens: 200 })
for (const which of ['low', 'expected', 'high'] as const) console.log(which, estimate?.[which]?.cost)
