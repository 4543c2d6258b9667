import { isRecord } from '../chat/record.ts'
import { encodeSse, sseDone } from '../stream/sse-encoder.ts'
import type { AnswerPiece } from './simulated-answer.ts'
import type { SimulatedReply, SimulatedWire } from './simulated-wire.ts'

/** The wire of OpenAI's chat completions, written from its documentation. */
export const openaiWire: SimulatedWire = {
  read(body, headers) {
    if (!isRecord(body)) return 'The body is not a JSON object.'
    const { model, messages } = body
    if (typeof model !== 'string') return 'you must provide a model parameter'
    if (!Array.isArray(messages) || messages.length === 0) return "[] is too short - 'messages'"
    const conversation = messages.map((message: unknown) => {
      const { role, content } = isRecord(message) ? message : {}
      return { role: String(role), text: textOf(content) }
    })
    const limit = body.max_completion_tokens ?? body.max_tokens
    return {
      model,
      messages: conversation,
      prompt: conversation.findLast((message) => message.role === 'user')?.text ?? '',
      isStreaming: body.stream === true,
      maxTokens: typeof limit === 'number' ? limit : undefined,
      headers,
      body,
    }
  },
  whole: (reply) => ({
    ...envelope(reply, 'chat.completion'),
    choices: [{ index: 0, message: wholeMessage(reply.pieces), finish_reason: finishReason(reply) }],
    usage: usage(reply),
  }),
  begin: (reply) => chunk(reply, { role: 'assistant', content: '' }),
  piece: (reply, piece) => chunk(reply, delta(piece)),
  end(reply) {
    const last = chunk(reply, {}, finishReason(reply))
    const { stream_options: options } = reply.request.body
    if (!isRecord(options) || options.include_usage !== true) return last + sseDone
    return last + encodeSse({ ...envelope(reply, 'chat.completion.chunk'), choices: [], usage: usage(reply) }) + sseDone
  },
  failure: (status, error) => ({
    error: { message: 'Simulated failure.', type: 'server_error', param: null, code: null, ...words[status], ...error },
  }),
  failureFrame: (error) => encodeSse(openaiWire.failure(500, error)),
}

const words: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  400: { type: 'invalid_request_error' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'requests', code: 'rate_limit_exceeded' },
  503: { code: 'server_is_overloaded' },
  529: { type: 'overloaded_error' },
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : '')).join('')
}

function envelope(reply: SimulatedReply, object: string) {
  return { id: reply.id, object, created: Math.floor(reply.createdMs / 1_000), model: reply.request.model }
}

function chunk(reply: SimulatedReply, delta: unknown, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }]
  return encodeSse({ ...envelope(reply, 'chat.completion.chunk'), choices })
}

function delta(piece: AnswerPiece): unknown {
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

function wholeMessage(pieces: readonly AnswerPiece[]): unknown {
  const said = (type: 'text' | 'reasoning') => pieces.map((piece) => (piece.type === type ? piece.text : '')).join('')
  const calls = pieces.flatMap((start) => {
    if (start.type !== 'tool-start') return []
    const text = pieces.map((piece) =>
      piece.type === 'tool-arguments' && piece.index === start.index ? piece.text : '',
    )
    return [{ id: start.id, type: 'function', function: { name: start.name, arguments: text.join('') } }]
  })
  const reasoning = said('reasoning')
  return {
    role: 'assistant',
    content: said('text'),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

function finishReason(reply: SimulatedReply): string {
  if (reply.isCutShort) return 'length'
  return reply.pieces.some((piece) => piece.type === 'tool-start') ? 'tool_calls' : 'stop'
}

function usage({ usage: { inputTokens, outputTokens, reasoningTokens = 0 } }: SimulatedReply) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  }
}
