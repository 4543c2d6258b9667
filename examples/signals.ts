import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { ollama, openai } from '@sluice/next-adapter'

const busy = simulatedProvider({
  answer: () => 'Here.',
  faults: [{ type: 'status', status: 429, retryAfterMs: 50, error: { code: 'rate_limit_exceeded' } }],
})
const down = simulatedProvider({ faults: { type: 'network' } })

const pipeline = createPipeline({
  targets: {
    local: ollama('qwen3:8b', { fetch: down }),
    gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: busy }),
  },
  order: ['local', 'gpt'],
  retry: { attempts: 2, baseMs: 10 },
  breaker: { consecutive: 2 },
  onEvent: ({ type, ...details }) => console.log(type, details),
})

await generate(pipeline, { prompt: 'Is anybody there?', requestId: 'call-1' })
console.dir(pipeline.snapshot(), { depth: 5 })
