import { createTokenCounter, estimateInputTokens, estimateTokens, tokenizerFamily } from '@sluice/core'

const text = 'A sluice is a gate that controls the flow of water. 水闸是控制水流的闸门。'

for (const model of ['gpt-5-mini', 'gpt-4-turbo', 'deepseek-chat', 'qwen-plus', 'claude-sonnet-4']) {
  const { tokens, low, high } = estimateTokens(text, { model })
  console.log(`${model} (${tokenizerFamily(model)}): ${tokens} tokens, between ${low} and ${high}`)
}

// A whole request: messages, instructions and tools with what wraps them.
const request = { system: 'Be brief.', messages: [{ role: 'user', content: text }] } as const
console.log('request:', estimateInputTokens(request, { model: 'gpt-5-mini' }).tokens)

// A text that arrives in pieces.
const counter = createTokenCounter('o200k')
for (const piece of text.match(/.{1,7}/gu) ?? []) counter.add(piece)
console.log('stream:', Math.round(counter.tokens))
