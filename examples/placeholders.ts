import { createPipeline, generate, personalData } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({ answer: () => 'I shall write to <EMAIL_1> and call <MOBILE_1>.' })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  filter: { input: personalData({ placeholder: true }) },
  onEvent: (event) => {
    if (event.type === 'content-filtered') console.log(event.direction, event.ruleId, event.count)
  },
})

const prompt = 'Tell zhang.san@example.com, mobile 13900001234, that the parcel is here.'
const { text } = await generate(pipeline, { prompt })
console.log('The model was asked:', fetch.calls[0]?.request.prompt)
console.log('The user reads:', text)
