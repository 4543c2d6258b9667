import { type ChatMessage, createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Takes the place of OpenAI: it looks at nothing, and tells how many pictures came.
const fetch = simulatedProvider({
  answer: ({ prompt, body }) => `${prompt} - ${JSON.stringify(body).split('"image_url":').length - 1} pictures came.`,
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
})

// The bytes of a picture, here a single dot. In an app: a file, or what a user has uploaded.
const dot = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

const messages: ChatMessage[] = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is the difference between these pictures?' },
      { type: 'file', mediaType: 'image/jpeg', url: 'https://example.com/lock-before.jpg' },
      { type: 'file', mediaType: 'image/gif', url: `data:image/gif;base64,${dot}` },
    ],
  },
]
console.log((await generate(pipeline, { messages })).text)
