import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { fromEnv, httpSecret, openai, rotating } from '@sluice/next-adapter'

process.env.SECRETS_TOKEN = 'no-real-token'

// Take the place of the service that holds the keys, and of OpenAI.
let asked = 0
const service = async () => {
  asked++
  return Response.json({ data: { key: 'no-real-key' } })
}
const fetch = simulatedProvider({ answer: ({ headers }) => `sent ${headers.get('authorization')}` })

const secret = rotating(
  httpSecret({
    url: 'https://secrets.example.com/v1/values/openai',
    headers: { 'x-token': fromEnv('SECRETS_TOKEN') },
    pick: 'data.key',
    fetch: service,
  }),
)
const pipeline = createPipeline({ targets: { gpt: openai('gpt-5-mini', { apiKey: secret, fetch }) } })

for (const prompt of ['Hello', 'Hello again']) console.log((await generate(pipeline, { prompt })).text)
console.log('asked for the key:', asked)
