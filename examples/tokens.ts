import {
  createTokenCounter,
  createTokenLearner,
  estimateInputTokens,
  estimateParts,
  estimateTokens,
  matchTokenizer,
} from '@sluice/core'

const text = 'A sluice is a gate that controls the flow of water. 水闸是控制水流的闸门。'

for (const model of [
  'gpt-5-mini',
  'gpt-4-turbo',
  'deepseek-flash',
  'qwen-plus',
  'ernie-4.5-turbo-128k',
  'claude-opus-5',
]) {
  const { tokens, low, high } = estimateTokens(text, { model })
  const { family, likeness } = matchTokenizer(model)
  console.log(`${model}: ${tokens} tokens, between ${low} and ${high} (${family}, ${likeness})`)
}

// A whole request: messages, instructions, tools and files, with what wraps them. This picture is 1 by 1.
const picture = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
const request = {
  system: 'Be brief.',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'file', mediaType: 'image/gif', url: picture },
      ],
    },
  ],
} as const
for (const model of ['gpt-4o', 'qwen-vl-max']) {
  console.log(`request to ${model}: ${estimateInputTokens(request, { model }).tokens}`)
}

// A text that arrives in pieces.
const counter = createTokenCounter('o200k')
for (const piece of text.match(/.{1,7}/gu) ?? []) counter.add(piece)
console.log('stream:', Math.round(counter.tokens))

// Your own tokenizer, here a poor one, has the last word on a text.
const count = (text: string) => text.split(/\s+/).length
console.log('exact:', estimateTokens(text, { count }))

// Learning from what answers report: this model counts half as much again as its family.
const learner = createTokenLearner()
const model = 'my-own-model'
for (let answer = 0; answer < 20; answer++) {
  const estimated = estimateParts(text.repeat(10), { model })
  const reported = estimated.reduce((sum, part) => sum + part, 0) * 1.5
  learner.learn(model, { estimated, actual: reported })
}
console.log(
  'before and after:',
  estimateTokens(text, { model }).tokens,
  estimateTokens(text, { model, learner }).tokens,
)

// What was learnt outlives the process.
const saved = JSON.stringify(learner)
const restored = createTokenLearner({ saved: JSON.parse(saved) })
console.log('restored:', restored.factor(model).toFixed(2))
