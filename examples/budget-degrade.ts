import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { dashscope } from '@sluice/next-adapter'

const answer = () => '水闸是控制水流的闸门。'.repeat(30)
const options = { apiKey: 'no-real-key', fetch: simulatedProvider({ answer }) }

const pipeline = createPipeline({
  targets: { good: dashscope('qwen-max', options), cheap: dashscope('qwen-turbo', options) },
  order: ['good', 'cheap'],
  budget: [
    // Counts the dear target alone. When it is used up, the next one in `order` answers.
    { per: 'model', amount: '0.02', currency: 'CNY', window: '1h', mode: 'degrade' },
    // And the end of all of it.
    { per: 'all', amount: '50', currency: 'CNY', window: '1d' },
  ],
  onEvent: (event) => event.type === 'fell-back' && console.log(`${event.from} → ${event.to}: ${event.code}`),
})

for (let call = 0; call < 8; call++) {
  const { model, cost } = await generate(pipeline, { prompt: '什么是水闸？', maxOutputTokens: 1_000 })
  console.log(model, cost)
}
