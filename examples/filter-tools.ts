import assert from 'node:assert/strict'
import { blocklist, createPipeline, emails, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Writes a mail to whom it is told to write to, in JSON.
const provider = simulatedProvider({
  answer: ({ prompt }) => ({
    toolCalls: [{ name: 'send', arguments: { to: prompt.split(' ').at(-1), text: '一起去赌场！', stake: 4711 } }],
  }),
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: provider }) },
  filter: {
    input: [emails({ placeholder: true })],
    output: [blocklist(['赌场'], { replaceWith: '"…"' }), blocklist(['4711'], { id: 'stakes' })],
  },
})

const tools = [{ name: 'send', description: 'Sends a mail', parameters: { type: 'object' } }]
const { toolCalls } = await generate(pipeline, { tools, prompt: 'Please write to ada@example.com' })
const [call] = toolCalls
console.log(call?.arguments)
assert.deepEqual(JSON.parse(call?.arguments ?? ''), { to: 'ada@example.com', text: '一起去"…"！', stake: '████' })
