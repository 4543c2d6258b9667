// The providers alone, without `streamText` around them.
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { ReadAnswer, WireName } from '../support/wires/answer.ts'

type Reply = () => Promise<Response>

function modelFor(wire: WireName, fetch: Reply) {
  const options = { apiKey: 'key', fetch }
  if (wire.startsWith('anthropic')) return createAnthropic(options)('claude-opus-4-8')
  if (wire.startsWith('responses')) return createOpenAI(options).responses('gpt-5')
  if (wire === 'completions') return createOpenAI(options).completion('gpt-3.5-turbo-instruct')
  // OpenAI's own provider knows no reasoning in chat completions.
  if (wire !== 'chat: reasoning') return createOpenAI(options).chat('gpt-4.1-nano')
  return createOpenAICompatible({ ...options, name: 'bench', baseURL: 'http://localhost/v1' })('bench')
}

async function read(wire: WireName, fetch: Reply): Promise<number> {
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'go' }] }]
  const { stream } = await modelFor(wire, fetch).doStream({ prompt })
  const reader = stream.getReader()
  let deltas = 0
  let isFinished = false
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    if (value.type === 'error') throw value.error
    if (value.type === 'text-delta' || value.type === 'reasoning-delta' || value.type === 'tool-input-delta') deltas++
    isFinished = value.type === 'finish'
  }
  if (!isFinished) throw new Error(`${wire}: the answer is not complete`)
  return deltas
}

export const readAnswer: ReadAnswer = (wire, fetch) => (wire === 'baidu v1' ? undefined : read(wire, fetch))
