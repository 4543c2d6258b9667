import { apiKeyLeaks, createFilter, createPipeline, generate, secrets } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Keys of nobody, put together here so that nothing in this file looks like one.
const leaked = `sk-${['9f3b1c7e20d84a65', 'b7c1e09d3f624a58'].join('')}`
const ours = `acme_${['4TzQ81mLw0', 'Xr7vK2pN9d'].join('')}`

// In answers: the pieces of a stream may cut a key anywhere.
const fetch = simulatedProvider({ answer: () => `Set OPENAI_API_KEY=${leaked} and start again.` })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  filter: { output: secrets() },
})
const { text } = await generate(pipeline, { prompt: 'How do I set it up?' })
console.log(text)

// A format of one's own, beside those that are known.
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const filter = createFilter({
  rules: [apiKeyLeaks({ formats: [{ name: 'ours', prefix: 'acme_', alphabet: letters, length: [20, 40] }] })],
})
console.log(filter.scan(`Ours is ${ours}, theirs ${leaked}.`).text)
console.log(filter.scan('Yours would be acme_your-key-here or sk-xxxxxxxxxxxxxxxx.').hits.length)
