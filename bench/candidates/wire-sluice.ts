import type { Fetch, Handler, WireOptions } from '@sluice/core'
import {
  anthropicMessages,
  baiduV1,
  createCallContext,
  openaiChat,
  openaiCompletions,
  openaiResponses,
} from '@sluice/core'
import type { ReadAnswer, WireName } from '../support/wires/answer.ts'

function handlerFor(wire: WireName, options: WireOptions): Handler {
  if (wire.startsWith('chat')) return openaiChat(options)
  if (wire.startsWith('responses')) return openaiResponses(options)
  if (wire.startsWith('anthropic')) return anthropicMessages(options)
  return wire === 'completions' ? openaiCompletions(options) : baiduV1(options)
}

async function read(wire: WireName, fetch: Fetch): Promise<number> {
  const handler = handlerFor(wire, { model: 'bench', fetch })
  let deltas = 0
  let isFinished = false
  for await (const event of handler({ messages: [{ role: 'user', content: 'go' }] }, createCallContext())) {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-call-delta') deltas++
    isFinished = event.type === 'finish'
  }
  if (!isFinished) throw new Error(`${wire}: the answer is not complete`)
  return deltas
}

export const readAnswer: ReadAnswer = read
