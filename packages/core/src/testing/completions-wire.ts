import { encodeSse, sseDone } from '../stream/sse-encoder.ts'
import { asksForUsage, openaiEnvelope, openaiUsage } from './openai-frames.ts'
import { refuseAsOpenAI } from './openai-refusal.ts'
import { openaiLimits } from './rate-limits.ts'
import { toSimulatedRequest } from './simulated-request.ts'
import { badRequest, type SimulatedReply, type SimulatedWire } from './simulated-wire.ts'
import { wholeAnswer } from './whole-answer.ts'

/** The wire of OpenAI's older completions: a prompt in, text out. */
export const completionsWire: SimulatedWire = {
  name: 'openai-completions',
  idPrefix: 'cmpl-',
  read(call) {
    const { model, prompt, max_tokens: limit } = call.body
    if (typeof model !== 'string') return badRequest('you must provide a model parameter')
    if (typeof prompt !== 'string') return badRequest('you must provide a prompt parameter', { param: 'prompt' })
    return toSimulatedRequest('openai-completions', call, { model, messages: [{ role: 'user', text: prompt }], limit })
  },
  whole: (reply) => ({
    ...openaiEnvelope(reply, 'text_completion'),
    choices: [choice(wholeAnswer(reply.pieces).text, finishReason(reply))],
    usage: openaiUsage(reply),
  }),
  frames(reply) {
    const envelope = openaiEnvelope(reply, 'text_completion')
    return {
      begin: () => '',
      piece: (piece) => (piece.type === 'text' ? encodeSse({ ...envelope, choices: [choice(piece.text, null)] }) : ''),
      end() {
        const last = encodeSse({ ...envelope, choices: [choice('', finishReason(reply))] })
        const usage = asksForUsage(reply) ? encodeSse({ ...envelope, choices: [], usage: openaiUsage(reply) }) : ''
        return last + usage + sseDone
      },
      fail: (error) => encodeSse(refuseAsOpenAI({ status: 500, error }, { vendor: 'openai', id: reply.id }).body),
    }
  },
  refuse: (refusal, id) => refuseAsOpenAI(refusal, { vendor: 'openai', id }),
  headers: (id) => ({ 'x-request-id': id, ...openaiLimits }),
}

function choice(text: string, finish: string | null): Record<string, unknown> {
  return { text, index: 0, logprobs: null, finish_reason: finish }
}

function finishReason({ isCutShort, answer }: SimulatedReply): string {
  if (isCutShort) return 'length'
  return answer.clearHistory ? 'content_filter' : 'stop'
}
