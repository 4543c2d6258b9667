import { anthropicFrames, stopReason, usageOf } from './anthropic-frames.ts'
import { readAnthropic } from './anthropic-request.ts'
import type { Refusal, SimulatedReply, SimulatedWire } from './simulated-wire.ts'
import { sealOf, type WholeToolCall, wholeAnswer } from './whole-answer.ts'

/** The wire of Anthropic's messages, written from its documentation. */
export const anthropicWire: SimulatedWire = {
  name: 'anthropic',
  idPrefix: 'msg_',
  read: readAnthropic,
  whole: (reply) => ({
    id: reply.id,
    type: 'message',
    role: 'assistant',
    model: reply.request.model,
    content: contentOf(reply),
    stop_reason: stopReason(reply),
    stop_sequence: null,
    usage: usageOf(reply, reply.usage.outputTokens),
  }),
  frames: anthropicFrames,
  refuse: ({ status, error }, id) => ({ status, body: { ...anthropicError(status, error), request_id: id } }),
  headers(id, nowMs) {
    const reset = new Date(nowMs + 1_000).toISOString().replace('.000Z', 'Z')
    const limits = [
      ['requests', 1_000],
      ['tokens', 100_000],
    ] as const
    const rates = limits.flatMap(([name, limit]) => [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ])
    return { 'request-id': id, ...Object.fromEntries(rates) }
  },
}

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** The object that a refusal and a failure inside a stream have in common. */
function anthropicError(status: number, error: Refusal['error']): Record<string, unknown> {
  const { [status]: type = 'api_error' } = types
  return { type: 'error', error: { type, message: 'Simulated failure.', ...error } }
}

function contentOf({ pieces }: SimulatedReply): unknown[] {
  const { reasoning, text, toolCalls } = wholeAnswer(pieces)
  return [
    ...(reasoning === '' ? [] : [{ type: 'thinking', thinking: reasoning, signature: sealOf(reasoning) }]),
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...toolCalls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: inputOf(call) })),
  ]
}

function inputOf({ arguments: text }: WholeToolCall): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The answer was cut short in the middle of the arguments.
    return {}
  }
}
