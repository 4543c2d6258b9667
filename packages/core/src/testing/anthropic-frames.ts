import type { AnswerPiece } from './simulated-answer.ts'
import { type FrameWriter, type SimulatedReply, typedEvent } from './simulated-wire.ts'
import { sealOf, wholeAnswer } from './whole-answer.ts'

/** A message as events: blocks are opened and closed as the kind of what is said changes. */
export function anthropicFrames(reply: SimulatedReply): FrameWriter {
  const whole = wholeAnswer(reply.pieces)
  let open: string | undefined
  let index = -1

  function start(kind: string, block: Readonly<Record<string, unknown>>): string {
    const before = stop()
    open = kind
    index++
    const ping = index === 0 ? typedEvent('ping') : ''
    return before + typedEvent('content_block_start', { index, content_block: block }) + ping
  }

  function stop(): string {
    if (open === undefined) return ''
    const seal = open === 'reasoning' ? delta({ type: 'signature_delta', signature: sealOf(whole.reasoning) }) : ''
    open = undefined
    return seal + typedEvent('content_block_stop', { index })
  }

  const delta = (delta: Readonly<Record<string, unknown>>) => typedEvent('content_block_delta', { index, delta })

  function piece(piece: AnswerPiece): string {
    switch (piece.type) {
      case 'reasoning': {
        const begun = open === piece.type ? '' : start(piece.type, { type: 'thinking', thinking: '', signature: '' })
        return begun + delta({ type: 'thinking_delta', thinking: piece.text })
      }
      case 'text': {
        const begun = open === piece.type ? '' : start(piece.type, { type: 'text', text: '' })
        return begun + delta({ type: 'text_delta', text: piece.text })
      }
      case 'tool-start': {
        const block = { type: 'tool_use', id: piece.id, name: piece.name, input: {} }
        return start('tool', block) + delta({ type: 'input_json_delta', partial_json: '' })
      }
      case 'tool-arguments':
        // A call without arguments streams nothing, not `{}`.
        if (whole.toolCalls[piece.index]?.arguments === '{}') return ''
        return delta({ type: 'input_json_delta', partial_json: piece.text })
      default:
        return piece satisfies never
    }
  }

  return {
    begin() {
      const { id, request } = reply
      const ends = { stop_reason: null, stop_sequence: null }
      const message = { id, type: 'message', role: 'assistant', model: request.model, content: [], ...ends }
      return typedEvent('message_start', { message: { ...message, usage: usageOf(reply, 1) } })
    },
    piece,
    end() {
      const ending = { stop_reason: stopReason(reply), stop_sequence: null }
      const usage = { output_tokens: reply.usage.outputTokens }
      return stop() + typedEvent('message_delta', { delta: ending, usage }) + typedEvent('message_stop')
    },
    fail: (error) => typedEvent('error', { error: { type: 'api_error', message: 'Simulated failure.', ...error } }),
  }
}

/** Here, unlike elsewhere, what comes from the cache is not part of the input. */
export function usageOf({ usage }: SimulatedReply, outputTokens: number): Record<string, number> {
  return {
    input_tokens: usage.inputTokens - usage.cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedInputTokens,
    output_tokens: outputTokens,
  }
}

export function stopReason({ answer, isCutShort, pieces }: SimulatedReply): string {
  if (isCutShort) return 'max_tokens'
  if (answer.clearHistory) return 'refusal'
  return pieces.some((piece) => piece.type === 'tool-start') ? 'tool_use' : 'end_turn'
}
