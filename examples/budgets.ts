import { createPipeline, generate, isChatError } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: () => 'A sluice is a gate that controls the flow of water. '.repeat(20) })

const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  budget: [
    { per: 'caller', amount: '0.05', currency: 'CNY', window: '1d', timeZone: 'Asia/Shanghai' },
    { per: 'tag:team', tokens: 1_000_000, window: '1mo' },
    {
      per: 'all',
      amount: '500',
      currency: 'USD',
      window: '1mo',
      mode: 'soft',
      warnAt: [0.8, 1],
      onThreshold: ({ threshold, used, unit }) => console.warn(`${threshold * 100} % spent: ${used} ${unit}`),
    },
  ],
  // gpt-5-mini is billed in dollars, the first budget is in yuan.
  rates: { USD: { CNY: '7.10', asOf: '2026-11-01' } },
  onEvent: (event) => event.type === 'budget-threshold' && console.log(event.owner, event.threshold, event.used),
})

const ada = { id: 'ada', tags: { team: 'search' } }
try {
  for (let call = 1; call <= 100; call++) {
    const { cost } = await generate(pipeline, { caller: ada, prompt: 'What is a sluice?', maxOutputTokens: 800 })
    console.log(call, cost)
  }
} catch (error) {
  if (!isChatError(error)) throw error
  console.log(error.code, error.message, error.retryAfterMs)
}

const { budgets, total } = await pipeline.usage(ada)
for (const { per, unit, used, left, burnPerHour } of budgets) console.log({ per, unit, used, left, burnPerHour })
console.log(total.calls, 'calls', total.usage, total.cost)
