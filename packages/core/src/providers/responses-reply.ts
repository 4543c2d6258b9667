import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, StartEvent, Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { responsesUsage } from '../tokens/responses-usage.ts'
import { isText } from './fields.ts'
import { createResponsesItems } from './responses-items.ts'
import type { WireReply } from './wire-reply.ts'

type Fields = Readonly<Record<string, unknown>>

const incompleteReasons: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content-filter',
}

/** Reads one response, whole or as events. */
export function createResponsesReply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply {
  const items = createResponsesItems()
  let hasStarted = false
  let isComplete = false
  /** Why it is not complete, if it is not. */
  let shortfall: FinishReason | undefined
  let usage: Usage | undefined

  function readEvent(type: unknown, chunk: Fields, events: ChatEvent[]): void {
    switch (type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        items.addText(chunk, events)
        break
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        items.addThought(chunk, events)
        break
      case 'response.function_call_arguments.delta':
      case 'response.function_call_arguments.done':
        items.addArguments(chunk, events)
        break
      case 'response.output_text.annotation.added':
        items.addAnnotation(chunk.annotation, events)
        break
      case 'response.output_item.added':
        items.begin(chunk, events)
        break
      case 'response.output_item.done':
        items.finish(chunk.item, chunk.output_index, events)
        break
      case 'response.created':
        // Another response follows in the same stream, and has to be complete too.
        if (isComplete) items.next()
        isComplete = false
        break
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        close(isRecord(chunk.response) ? chunk.response : {}, type.slice('response.'.length), events)
        break
      default:
      // The rest repeats what others say, or is about tools that OpenAI itself calls.
    }
  }

  function close(response: Fields, status: unknown, events: ChatEvent[]): void {
    if (status === 'failed') throw toError({ error: response.error ?? { code: 'server_error', message: 'It failed.' } })
    // Cancelled by somebody else, or to be asked for again later, which we never wished.
    if (status === 'cancelled' || status === 'in_progress' || status === 'queued') throw brokenOff()
    if (items.isEmpty() && Array.isArray(response.output)) {
      for (const [index, item] of response.output.entries()) items.finish(item, index, events)
    }
    const { reason } = isRecord(response.incomplete_details) ? response.incomplete_details : {}
    shortfall = status === 'incomplete' || response.status === 'incomplete' ? toShortfall(reason) : undefined
    isComplete = true
    const reported = responsesUsage(response.usage)
    if (reported === undefined) return
    usage = reported
    events.push({ type: 'usage', usage })
  }

  function end(): ChatEvent[] {
    if (!isComplete) throw brokenOff()
    const calls = items.end()
    return [...calls, { type: 'finish', reason: shortfall ?? (calls.length > 0 ? 'tool-calls' : 'stop'), usage }]
  }

  return {
    read(chunk, name) {
      if (!isRecord(chunk)) throw toError({ code: 'server_error', message: 'not an object' })
      // LM Studio and others name the event and put the error's fields at the top.
      if (name === 'error' || chunk.type === 'error' || isRecord(chunk.error) || isText(chunk.error)) {
        throw toError(chunk)
      }
      const events: ChatEvent[] = []
      if (!hasStarted) {
        hasStarted = true
        events.push(start)
      }
      readEvent(chunk.type ?? name, chunk, events)
      return events
    },
    readWhole(body) {
      if (!isRecord(body)) return undefined
      if (isRecord(body.error) || isText(body.error)) throw toError(body)
      if (!Array.isArray(body.output)) return undefined
      const events: ChatEvent[] = [start]
      close(body, body.status, events)
      return [...events, ...end()]
    },
    end,
    state: () => (isComplete ? 'complete' : 'open'),
  }
}

function brokenOff(): ChatError {
  return new ChatError('interrupted', 'The answer broke off before its end.')
}

function toShortfall(reason: unknown): FinishReason {
  return (isText(reason) && Object.hasOwn(incompleteReasons, reason) && incompleteReasons[reason]) || 'other'
}
