import { createCallContext, createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { deepseek, openai } from '@sluice/next-adapter'

for (const afterContent of ['reset', 'continue', 'stop'] as const) {
  const breaksOff = simulatedProvider({ answer: () => 'Water flows downhill.', faults: { type: 'cut', after: 2 } })
  const goesOn = simulatedProvider({
    answer: ({ prompt }) => (prompt.includes('broke off') ? ' downhill.' : 'Down the hill.'),
  })
  const pipeline = createPipeline({
    targets: {
      gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: breaksOff }),
      deepseek: deepseek('deepseek-flash', { apiKey: 'no-real-key', fetch: goesOn }),
    },
    order: ['gpt', 'deepseek'],
    afterContent,
  })

  const request = { messages: [{ role: 'user', content: 'Where does water flow?' }] } as const
  let shown = ''
  try {
    for await (const event of pipeline(request, createCallContext())) {
      if (event.type === 'text-delta') shown += event.text
      if (event.type === 'reset') shown = ''
    }
  } catch (error) {
    console.log(String(error))
  }
  console.log(`${afterContent}: ${shown}`)
}
