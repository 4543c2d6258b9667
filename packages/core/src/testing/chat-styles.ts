import { isRecord } from '../chat/record.ts'
import { sseHeartbeat } from '../stream/sse-encoder.ts'
import { foreignMark, wrongCacheKey, wrongChatMark } from './cache-hints.ts'
import type { SimulatedVendor } from './openai-refusal.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import { recordsOf } from './simulated-request.ts'
import { badRequest, type Refusal, type SimulatedReply } from './simulated-wire.ts'

type Fields = Readonly<Record<string, unknown>>

/** In what a vendor's chat completions differ from those of others. */
export interface ChatStyle {
  /** Refuses what this vendor does not take. */
  refuse(body: Fields): Refusal | undefined
  /** What comes before the first chunk. */
  preamble: string
  firstDelta(reply: SimulatedReply): Fields
  delta(piece: AnswerPiece): Fields
  lastDelta: Fields
  /** Whether `finish_reason` is null, not absent, until the last chunk. */
  hasNullFinish: boolean
  /** Where usage goes: a chunk of its own or the last one when asked for, or the last one always. */
  usageChunk: 'own' | 'last' | 'last-always'
  /** More fields of each choice, of usage, of the first chunk or whole reply, and of chunks before usage is known. */
  choice(reply: SimulatedReply): Fields
  usage(reply: SimulatedReply): Fields
  envelope(reply: SimulatedReply): Fields
  whileStreaming: Fields
}

const plain: ChatStyle = {
  refuse: () => undefined,
  preamble: '',
  firstDelta: () => ({ role: 'assistant', content: '' }),
  delta,
  lastDelta: {},
  hasNullFinish: true,
  usageChunk: 'own',
  choice: () => ({}),
  usage: () => ({}),
  envelope: () => ({}),
  whileStreaming: {},
}

/** Every vendor's manners, as its documentation and its replies show them. */
export const chatStyles: Readonly<Record<SimulatedVendor, ChatStyle>> = {
  other: plain,
  openai: {
    ...plain,
    refuse(body) {
      const { model, max_tokens: limit } = body
      const hint = wrongCacheKey(body) ?? foreignMark(body)
      if (hint !== undefined) return hint
      if (limit === undefined || !/^(o[134]|gpt-5)/.test(String(model))) return undefined
      const message = "Unsupported parameter: 'max_tokens' is not supported with this model."
      const advice = "Use 'max_completion_tokens' instead."
      return badRequest(`${message} ${advice}`, { param: 'max_tokens', code: 'unsupported_parameter' })
    },
  },
  qianfan: {
    ...plain,
    delta: withNullContent,
    lastDelta: { content: '' },
    hasNullFinish: false,
    usageChunk: 'last',
    choice: ({ answer }) => ({ flag: 0, ...(answer.clearHistory ? { need_clear_history: true, ban_round: -1 } : {}) }),
    envelope: ({ request, answer }) => ({
      ...(isRecord(request.body.web_search) && request.body.web_search.enable === true
        ? { search_results: (answer.sources ?? []).map((source, index) => ({ index: index + 1, ...source })) }
        : {}),
    }),
  },
  dashscope: {
    ...plain,
    refuse: wrongChatMark,
    firstDelta: ({ pieces }) =>
      pieces[0]?.type === 'reasoning'
        ? { role: 'assistant', content: null, reasoning_content: '' }
        : { role: 'assistant', content: '' },
    delta(piece) {
      if (piece.type !== 'tool-arguments') return withNullContent(piece)
      const call = { index: piece.index, id: '', type: 'function', function: { name: '', arguments: piece.text } }
      return { content: null, tool_calls: [call] }
    },
    lastDelta: { content: '' },
    whileStreaming: { usage: null },
  },
  deepseek: {
    ...plain,
    refuse: refuseForgottenReasoning,
    preamble: sseHeartbeat + sseHeartbeat,
    delta: withNullContent,
    lastDelta: { content: '' },
    usageChunk: 'last-always',
    usage: ({ usage: { inputTokens, cachedInputTokens } }) => ({
      prompt_cache_hit_tokens: cachedInputTokens,
      prompt_cache_miss_tokens: inputTokens - cachedInputTokens,
    }),
    whileStreaming: { usage: null },
  },
}

function delta(piece: AnswerPiece): Fields {
  switch (piece.type) {
    case 'text':
      return { content: piece.text }
    case 'reasoning':
      return { reasoning_content: piece.text }
    case 'tool-start': {
      const { index, id, name } = piece
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }
    }
    case 'tool-arguments':
      return { tool_calls: [{ index: piece.index, function: { arguments: piece.text } }] }
    default:
      return piece satisfies never
  }
}

function withNullContent(piece: AnswerPiece): Fields {
  return piece.type === 'text' ? { content: piece.text } : { content: null, ...delta(piece) }
}

function refuseForgottenReasoning({ model, thinking, messages }: Fields): Refusal | undefined {
  const isThinking = isRecord(thinking) ? thinking.type !== 'disabled' : /reasoner/.test(String(model))
  const isForgotten = recordsOf(messages).some(
    ({ role, tool_calls: calls, reasoning_content: reasoning }) =>
      role === 'assistant' && recordsOf(calls).length > 0 && typeof reasoning !== 'string',
  )
  if (!isThinking || !isForgotten) return undefined
  return badRequest('The `reasoning_content` in the thinking mode must be passed back to the API.')
}
