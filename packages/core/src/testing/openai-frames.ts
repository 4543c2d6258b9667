import { isRecord } from '../chat/record.ts'
import { encodeSse, sseDone } from '../stream/sse-encoder.ts'
import type { ChatStyle } from './chat-styles.ts'
import { refuseAsOpenAI, type SimulatedVendor } from './openai-refusal.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import type { FrameWriter, SimulatedReply } from './simulated-wire.ts'
import { wholeAnswer } from './whole-answer.ts'

/** A chat completion in one piece. */
export function chatReply(style: ChatStyle, reply: SimulatedReply): Record<string, unknown> {
  const message = wholeMessage(reply.pieces)
  return {
    ...openaiEnvelope(reply, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason(reply), ...style.choice(reply) }],
    usage: { ...openaiUsage(reply), ...style.usage(reply) },
    ...style.envelope(reply),
  }
}

/** A chat completion in chunks. */
export function chatFrames(vendor: SimulatedVendor, style: ChatStyle, reply: SimulatedReply): FrameWriter {
  const wantsUsage = asksForUsage(reply)
  const usage = { ...openaiUsage(reply), ...style.usage(reply) }
  const envelope = openaiEnvelope(reply, 'chat.completion.chunk')

  function chunk(delta: unknown, finish: string | null, fields: Readonly<Record<string, unknown>> = {}): string {
    const reason = finish === null && !style.hasNullFinish ? {} : { finish_reason: finish }
    return encodeSse({ ...envelope, choices: [{ index: 0, delta, ...reason, ...style.choice(reply) }], ...fields })
  }
  const meanwhile = wantsUsage ? style.whileStreaming : {}

  return {
    begin: () => style.preamble + chunk(style.firstDelta(reply), null, { ...meanwhile, ...style.envelope(reply) }),
    piece: (piece) => chunk(style.delta(piece), null, meanwhile),
    end() {
      const isOwnChunk = style.usageChunk === 'own'
      const hasUsage = style.usageChunk === 'last-always' || (style.usageChunk === 'last' && wantsUsage)
      const last = chunk(style.lastDelta, finishReason(reply), hasUsage ? { usage } : meanwhile)
      if (!isOwnChunk || !wantsUsage) return last + sseDone
      return last + encodeSse({ ...envelope, choices: [], usage }) + sseDone
    },
    fail: (error) => encodeSse(refuseAsOpenAI({ status: 500, error }, { vendor, id: reply.id }).body),
  }
}

/** What every object of a reply begins with. */
export function openaiEnvelope(reply: SimulatedReply, object: string): Record<string, unknown> {
  return { id: reply.id, object, created: Math.floor(reply.createdMs / 1_000), model: reply.request.model }
}

export function openaiUsage({ usage }: SimulatedReply) {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  }
}

/** Whether a stream is to end with its usage. */
export function asksForUsage({ request }: SimulatedReply): boolean {
  const { stream_options: options } = request.body
  return isRecord(options) && options.include_usage === true
}

function wholeMessage(pieces: readonly AnswerPiece[]): unknown {
  const { text, reasoning, toolCalls } = wholeAnswer(pieces)
  const calls = toolCalls.map(({ id, ...call }) => ({ id, type: 'function', function: call }))
  return {
    role: 'assistant',
    content: text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

function finishReason({ answer, isCutShort, pieces }: SimulatedReply): string {
  if (isCutShort) return 'length'
  if (answer.clearHistory) return 'content_filter'
  return pieces.some((piece) => piece.type === 'tool-start') ? 'tool_calls' : 'stop'
}
