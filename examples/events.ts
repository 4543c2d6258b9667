import { createCallContext, createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const fetch = simulatedProvider({
  answer: () => ({ reasoning: 'The user greets me.', text: 'Good morning!' }),
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

const request = { messages: [{ role: 'user', content: 'Good morning' }] } as const
const context = createCallContext({ caller: { id: 'ada' }, signal: AbortSignal.timeout(10_000) })

for await (const event of pipeline(request, context)) {
  switch (event.type) {
    case 'start':
      console.log(`${event.target} is ${event.model} at ${event.provider}`)
      break
    case 'reasoning-delta':
    case 'text-delta':
      console.log(event.type, JSON.stringify(event.text))
      break
    case 'finish':
      console.log('finish:', event.reason, event.usage)
      break
  }
}
