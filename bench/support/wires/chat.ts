// Chat completions as OpenAI writes them, reasoning as DeepSeek does, and the older completions.
import { argument, event, padding, piecesOfCall, times, word } from './words.ts'

const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 }

function chunk(choices: object[], rest: object): string {
  return event({
    id: 'chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0',
    object: 'chat.completion.chunk',
    created: 1_770_933_892,
    model: 'gpt-4.1-nano-2025-04-14',
    service_tier: 'default',
    system_fingerprint: 'fp_de604bd877',
    choices,
    usage: null,
    ...rest,
  })
}

function answer(count: number, reason: string, deltaOf: (index: number) => object): string[] {
  const choice = (delta: object, finish_reason: string | null) => [{ index: 0, delta, logprobs: null, finish_reason }]
  return [
    chunk(choice({ role: 'assistant', content: '', refusal: null }, null), { obfuscation: padding(0) }),
    ...times(count, (index) => chunk(choice(deltaOf(index), null), { obfuscation: padding(index) })),
    chunk(choice({}, reason), {}),
    chunk([], { usage }),
    event('[DONE]'),
  ]
}

function callDelta(index: number): object {
  const place = Math.floor(index / piecesOfCall)
  const text = argument(index % piecesOfCall)
  if (index % piecesOfCall > 0) return { tool_calls: [{ index: place, function: { arguments: text } }] }
  const called = { name: 'write', arguments: text }
  return { tool_calls: [{ index: place, id: `call_${place}`, type: 'function', function: called }] }
}

export const chatText = (count: number): string[] => answer(count, 'stop', (index) => ({ content: word(index) }))
export const chatTools = (count: number): string[] => answer(count, 'tool_calls', callDelta)
export const chatReasoning = (count: number): string[] =>
  answer(count, 'stop', (index) => ({ content: null, reasoning_content: word(index) }))

export function completions(count: number): string[] {
  const frame = (text: string, finish_reason: string | null) =>
    event({
      id: 'cmpl-D8ZFN477TMm6AoQohx2jSTOJMh60M',
      object: 'text_completion',
      created: 1_770_934_485,
      choices: [{ text, index: 0, logprobs: null, finish_reason }],
      model: 'gpt-3.5-turbo-instruct:20230824-v2',
      usage: null,
    })
  return [...times(count, (index) => frame(word(index), null)), frame('', 'stop'), event('[DONE]')]
}
