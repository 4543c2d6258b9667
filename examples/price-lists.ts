import {
  costOf,
  createPipeline,
  createPriceList,
  fromLiteLLM,
  generate,
  openaiChat,
  type Price,
  priceTable,
} from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

// What your contract says, in amounts per million tokens. It comes before what the table knows.
const own: Price[] = [
  {
    provider: 'dashscope',
    model: 'qwen-plus',
    currency: 'CNY',
    rates: { input: '0.7', output: '1.8', cachedInput: '0.14', thinking: { output: '7' } },
    tiers: [{ aboveInputTokens: 128_000, rates: { input: '2.2', output: '18' } }],
    validFrom: '2026-01-01',
    asOf: '2026-01-01',
    source: 'contract 4711',
  },
]

// A document of others, which you have fetched.
const fetched: unknown = {
  'together_ai/some/model': {
    mode: 'chat',
    litellm_provider: 'together_ai',
    input_cost_per_token: 2e-7,
    output_cost_per_token: 6e-7,
  },
}
const prices = createPriceList(own, priceTable, fromLiteLLM(fetched, { asOf: '2026-11-20' }))

const usage = { inputTokens: 200_000, outputTokens: 1_000 }
const found = [
  costOf(usage, { provider: 'dashscope', model: 'qwen-plus', prices }),
  costOf(usage, { provider: 'together_ai', model: 'some/model', prices }),
]
for (const priced of found) console.log(priced?.cost, priced?.price.source)

// A model of your own has a price if you give it one; without it, its calls are recorded without a cost.
const local = (model: string) => ({
  provider: 'local',
  model,
  handler: openaiChat({ provider: 'local', model, fetch: simulatedProvider() }),
})
const perHour: Price = {
  provider: 'local',
  model: 'big',
  currency: 'CNY',
  rates: { input: '0.5', output: '2' },
  asOf: '2026-11-20',
  source: 'the rent of the machine over what it answers',
}
const pipeline = createPipeline({
  targets: { small: local('small'), big: { ...local('big'), price: perHour } },
  prices,
  onEvent: (event) => event.type === 'price-unknown' && console.log(`No price: ${event.provider} ${event.model}`),
})
for (const target of ['small', 'big']) {
  console.log(target, (await generate(pipeline, { target, prompt: 'Good day' })).cost)
}
