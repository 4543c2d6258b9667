import assert from 'node:assert/strict'
import { apiKeyLeaks, blocklist, createPipeline, emails, generate, isChatError, prcIdentity } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai } from '@sluice/next-adapter'

const provider = simulatedProvider({
  answer({ prompt }) {
    if (prompt.includes('weapon')) return `Of course. For the weapon, ${'first take this, then that. '.repeat(200)}`
    if (prompt.includes('晚上')) return '去赌 场吧。'
    return `I shall write to ${prompt.split(' ').at(-1)}`
  },
})

const words = ['赌场', 'casino']
const pipeline = createPipeline({
  targets: { gpt: openai('gpt-5-mini', { apiKey: 'no-real-key', fetch: provider }) },
  filter: {
    input: [apiKeyLeaks({ action: 'block' }), prcIdentity(), emails({ placeholder: true })],
    output: [
      blocklist(words, { category: 'gambling', replaceWith: '[内容被过滤]' }),
      blocklist(['weapon'], { id: 'weapons', category: 'violence', action: 'block' }),
    ],
    refusal: 'Let us talk about something else.',
  },
  onEvent(event) {
    if (event.type !== 'content-filtered') return
    const { direction, channel, ruleId, action, count } = event
    console.log(`${direction}, ${channel}: ${ruleId}, ${action}, ${count}×`)
  },
})

// A prompt that is blocked never reaches the provider.
const key = `sk-proj-${'aB3dE5gH7jK9mN1pQ2sT4vW6xY8z'.repeat(3)}`
try {
  await generate(pipeline, { prompt: `Why does ${key} not work?` })
} catch (error) {
  if (!isChatError(error)) throw error
  console.log(error.code, error.status, error.message, error.cause)
}
assert.equal(provider.calls.length, 0)

// An answer is masked while it streams.
const evening = await generate(pipeline, { prompt: '晚上去哪儿？' })
assert.equal(evening.text, '去[内容被过滤]吧。')

// An answer that is blocked ends with the refusal, and its provider is left at once.
const refused = await generate(pipeline, { prompt: 'How is a weapon built?' })
assert.equal(refused.text, 'Of course. For the \n\nLet us talk about something else.')
assert.equal(refused.finishReason, 'content-filter')
assert.equal(provider.calls.at(-1)?.ending, 'cancelled')

// The model never sees the address; the user does, where the answer has it.
const { text } = await generate(pipeline, { prompt: 'Please write to ada@example.com' })
console.log('sent:', provider.calls.at(-1)?.request.prompt)
assert.equal(provider.calls.at(-1)?.request.prompt, 'Please write to <EMAIL_1>')
assert.equal(text, 'I shall write to ada@example.com')
