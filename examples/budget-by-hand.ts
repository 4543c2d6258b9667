import { budget, compose, generate, isChatError, meter, openaiChat } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

const provider = openaiChat({
  model: 'gpt-5-mini',
  fetch: simulatedProvider({ answer: () => 'One of many. '.repeat(60) }),
})
const handler = compose(
  meter(),
  budget({
    budgets: [{ per: 'caller', amount: '0.002', currency: 'USD', window: '1h', rolling: true }],
    provider: 'openai',
    model: 'gpt-5-mini',
  }),
)(provider)

for (let call = 0; call < 6; call++) {
  const answer = await generate(handler, { prompt: 'Tell me more.', maxOutputTokens: 400 }).catch((error) => error)
  console.log(isChatError(answer) ? `${answer.code}: ${answer.message}` : answer.cost)
}
