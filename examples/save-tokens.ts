import assert from 'node:assert/strict'
import {
  type ChatMessage,
  collect,
  compose,
  compressPrompt,
  concise,
  createCallContext,
  generate,
  openaiChat,
  savings,
  summariseHistory,
  trimHistory,
} from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'

const footer = '本邮件及其附件含有保密信息，仅限于发送给上面列出的个人。如果您错收了本邮件，请立即通知发件人并删除它。'
const messages: ChatMessage[] = [
  { role: 'user', content: `第三号水闸什么时候检修？\n\n\n\n${footer}` },
  { role: 'assistant', content: '计划在下周二上午检修，大约需要三个小时。' },
  {
    role: 'user',
    content: `好的。    那段时间水位会变吗？\n\n> 第三号水闸什么时候检修？\n>\n> ${footer}\n\n${footer}`,
  },
  { role: 'assistant', content: '会低大约二十厘米，检修结束后两小时内恢复。' },
  { role: 'user', content: `请通知下游。\n\n${footer}` },
]

// The same in fewer tokens. Every change is reported and can be taken back.
const shorter = compressPrompt(messages, { model: 'qwen-plus' })
console.log(`compressed: ${shorter.savedTokens} tokens saved`)
for (const { kind, messageIndex, original } of shorter.changes)
  console.log(messageIndex, kind, JSON.stringify(original))
assert.deepEqual(shorter.restore(), messages)

// The oldest turns go, the instructions and the last question stay.
const trimmed = trimHistory(messages, { maxTokens: 150, model: 'qwen-plus' })
console.log(`trimmed: ${trimmed.savedTokens} tokens saved, ${trimmed.dropped.length} messages dropped`)

// Or a summary takes their place, such as one of a cheap model.
const cheap = openaiChat({ model: 'gpt-5-mini', fetch: simulatedProvider({ answer: () => '谈了第三号水闸的检修。' }) })
const summarised = await summariseHistory(messages, {
  maxTokens: 150,
  summaryTokens: 50,
  async summarise(dropped, { signal }) {
    const prompt = 'Summarise this conversation in one sentence.'
    const { text } = await generate(cheap, { messages: dropped, prompt, maxOutputTokens: 100, signal })
    return text
  },
})
console.log('summary:', summarised.summary?.content)

// A brief answer: a sentence in the instructions, and a bound.
const { request, savedOutputTokens } = concise(
  { messages, maxOutputTokens: 2_000 },
  { maxWords: 50, maxOutputTokens: 200 },
)
console.log(request.system, `At most ${savedOutputTokens} tokens of output saved.`)

// All of it, for every call.
const provider = openaiChat({ model: 'gpt-5-mini', fetch: simulatedProvider({ answer: ({ prompt }) => prompt }) })
const handler = compose(savings({ compress: true, concise: { maxWords: 50 }, history: { maxTokens: 2_000 } }))(provider)
const context = createCallContext({
  observe(observation) {
    if (observation.type === 'prompt-shortened') console.log(observation.steps.join(', '), observation.savedTokens)
  },
})
const promptCache = { key: 'conversation-7', ttl: '1h' } as const
const { text } = await collect(handler({ messages, promptCache }, context))
assert.equal(text, '请通知下游。\n\n[同上文]')
