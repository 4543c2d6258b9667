import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, StartEvent, Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { openaiUsage } from '../tokens/openai-usage.ts'
import { isText } from './fields.ts'
import { firstChoice } from './openai-reply.ts'
import type { WireReply } from './wire-reply.ts'

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
}

/** Reads one reply of a completion, whole or in chunks. */
export function createCompletionsReply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply {
  let hasStarted = false
  let isComplete = false
  let reason: FinishReason | undefined
  let usage: Usage | undefined

  function read(chunk: unknown, name?: string): ChatEvent[] {
    if (!isRecord(chunk)) throw toError({ code: 'server_error', message: 'not an object' })
    // Some servers name the event and put the error's fields at the top; older vLLM reports an error flat.
    if (name === 'error' || isRecord(chunk.error) || isText(chunk.error) || chunk.object === 'error') {
      throw toError(chunk)
    }
    const events: ChatEvent[] = []
    if (!hasStarted) {
      hasStarted = true
      events.push(start)
    }
    const choice = firstChoice(chunk.choices)
    if (choice !== undefined) {
      if (isText(choice.text)) events.push({ type: 'text-delta', text: choice.text })
      if (isText(choice.finish_reason)) {
        reason = (Object.hasOwn(finishReasons, choice.finish_reason) && finishReasons[choice.finish_reason]) || 'other'
        isComplete = true
      }
    }
    const reported = openaiUsage(chunk.usage)
    if (reported !== undefined) {
      usage = reported
      events.push({ type: 'usage', usage })
    }
    return events
  }

  function end(): ChatEvent[] {
    if (!isComplete) throw new ChatError('interrupted', 'The answer broke off before its end.')
    return [{ type: 'finish', reason: reason ?? 'other', usage }]
  }

  return {
    read,
    readWhole(body) {
      const said = read(body)
      if (!isRecord(body) || !Array.isArray(body.choices)) return undefined
      // It came whole, whether it says why it ended or not.
      isComplete = true
      return [...said, ...end()]
    },
    done() {
      isComplete = true
    },
    end,
    state: () => (isComplete ? 'complete' : 'open'),
  }
}
