import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, ollama, openai } from '@sluice/next-adapter'

const fetch = simulatedProvider()

const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini', { apiKey: fromEnv('EXAMPLE_OPENAI_KEY'), fetch }),
    local: ollama('qwen3:8b', { fetch }),
  },
  onEvent(event) {
    if (event.type === 'call-ended') console.log(event.target, event.outcome, event.usage, event.error?.code ?? '')
  },
})

console.log('missing:', await pipeline.check())

// The first target answers where a request names none; here the second is asked for.
const { text, model } = await generate(pipeline, { target: 'local', prompt: 'Good evening' })
console.log(`${model}: ${text}`)

console.log(pipeline.snapshot())
await pipeline.close()
