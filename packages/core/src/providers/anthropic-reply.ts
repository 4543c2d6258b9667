import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, StartEvent, Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { createAnthropicUsage } from '../tokens/anthropic-usage.ts'
import { createAnthropicBlocks } from './anthropic-blocks.ts'
import { isText } from './fields.ts'
import type { WireReply } from './wire-reply.ts'

type Fields = Readonly<Record<string, unknown>>

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
])

/** Reads one reply of Anthropic's messages, whole or in events. */
export function createAnthropicReply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply {
  const blocks = createAnthropicBlocks()
  const addUsage = createAnthropicUsage()
  let hasStarted = false
  let hasMessage = false
  let state: ReturnType<WireReply['state']> = 'open'
  let reason: FinishReason | undefined
  let usage: Usage | undefined

  function readEvent(event: Fields): ChatEvent[] {
    switch (event.type) {
      case 'content_block_delta':
        return isRecord(event.delta) ? blocks.read(event.index, event.delta) : []
      case 'content_block_start':
        return isRecord(event.content_block) ? blocks.start(event.index, event.content_block) : []
      case 'content_block_stop':
        return blocks.stop(event.index)
      case 'message_start':
        // Some proxies send it twice, and the second would set back what has been counted.
        if (hasMessage || !isRecord(event.message)) return []
        hasMessage = true
        return readUsage(event.message.usage)
      case 'message_delta':
        if (isRecord(event.delta)) readReason(event.delta.stop_reason)
        return readUsage(event.usage)
      case 'message_stop':
        state = 'over'
        return []
      default:
        // `ping`, and whatever comes with later versions.
        return []
    }
  }

  function readReason(said: unknown): void {
    if (!isText(said)) return
    reason = finishReasons.get(said) ?? 'other'
    state = 'complete'
  }

  function readUsage(said: unknown): ChatEvent[] {
    if (!isRecord(said)) return []
    usage = addUsage(said)
    return usage === undefined ? [] : [{ type: 'usage', usage }]
  }

  function end(): ChatEvent[] {
    if (state === 'open') throw new ChatError('interrupted', 'The answer broke off before its end.')
    return [...blocks.end(), { type: 'finish', reason: reason ?? 'other', usage }]
  }

  return {
    read(chunk, name) {
      if (!isRecord(chunk)) throw toError({ type: 'api_error', message: 'not an object' })
      // Proxies put errors of their own into the stream, not all of them under the event's name.
      if (chunk.type === 'error' || name === 'error' || isRecord(chunk.error) || isText(chunk.error))
        throw toError(chunk)
      const events = readEvent(chunk)
      if (hasStarted) return events
      hasStarted = true
      return [start, ...events]
    },

    readWhole(body) {
      if (!isRecord(body)) return undefined
      if (body.type === 'error' || isRecord(body.error) || isText(body.error)) throw toError(body)
      if (!Array.isArray(body.content)) return undefined
      const said = body.content.flatMap((block: unknown, index) =>
        isRecord(block) ? [...blocks.start(index, block), ...blocks.stop(index)] : [],
      )
      readReason(body.stop_reason)
      // It came whole, whether it says why it ended or not.
      state = 'over'
      return [start, ...said, ...readUsage(body.usage), ...end()]
    },

    end,
    state: () => state,
  }
}
