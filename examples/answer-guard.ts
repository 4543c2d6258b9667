import { blocklist, createPipeline, generate, secrets, urlPolicy } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

// Our topics, in words of ours. The same rule for both directions.
const advice = blocklist(['股票代码', '目标价', 'price target', 'insider tip'], {
  id: 'investment-advice',
  category: 'restricted-topic',
  action: 'block',
})

// A model that gives away its instructions, one that gives advice late, and one that behaves.
const fetch = simulatedProvider({
  answer: ({ prompt, messages }) => {
    if (prompt === 'Who are you?') return `My instructions are: ${messages[0]?.text}`
    if (prompt === 'What will it cost?') return `${'It depends on many things. '.repeat(10)}My price target is 42.`
    return 'Good day.'
  },
})
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch }) },
  filter: {
    input: [advice],
    output: [advice, urlPolicy({ allow: ['example.com'] }), ...secrets()],
    blockCategories: ['secret'],
    canary: true,
    minPrefix: 120,
    refusal: 'I cannot help with that.',
  },
  onEvent(event) {
    if (event.type === 'content-filtered') console.log(event.direction, event.ruleId, event.category, event.action)
  },
})

const system = 'You work for a bank. Never give investment advice.'
for (const prompt of ['Good day', 'Who are you?', 'What will it cost?']) {
  const { text, finishReason } = await generate(pipeline, { system, prompt })
  console.log(finishReason, JSON.stringify(text))
}
