import { createCallContext, createPipeline } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { anthropic, openai } from '@sluice/next-adapter'

const down = simulatedProvider({ faults: { type: 'status', status: 500 } })
const well = simulatedProvider({ answer: () => 'Good evening.' })

const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: down }),
    claude: anthropic('claude-sonnet-4-5', { apiKey: 'no-real-key', fetch: well }),
  },
  order: ['gpt', 'claude'],
  retry: { attempts: 2, baseMs: 20 },
  callMs: 30_000,
})

const request = { messages: [{ role: 'user', content: 'Good evening' }] } as const
for await (const event of pipeline(request, createCallContext())) {
  if (event.type === 'notice') console.log(event.notice, event.details)
  if (event.type === 'start') console.log(`${event.target} answers`)
  if (event.type === 'text-delta') console.log(event.text)
  if (event.type === 'finish') console.log(event.attempts, 'attempts', event.usage)
}
