import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, StartEvent, Usage } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { isRecord } from '../chat/record.ts'
import { openaiUsage } from '../tokens/openai-usage.ts'
import { argumentsOf, isText } from './fields.ts'
import { createPieceLimit } from './piece-limit.ts'
import { createSources } from './sources.ts'
import type { WireReply } from './wire-reply.ts'

type Frame = Readonly<Record<string, unknown>>

const finishReasons: Readonly<Record<string, FinishReason>> = {
  normal: 'stop',
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  function_call: 'tool-calls',
}

/** Reads one reply of Qianfan's first version, whole or in frames. */
export function createBaiduV1Reply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply {
  const toSource = createSources()
  const limited = createPieceLimit()
  let hasStarted = false
  let isOver = false
  let isTruncated = false
  let isCleared = false
  let said: string | undefined
  let call: { name: string; arguments: string } | undefined
  let usage: Usage | undefined

  function readCall(given: Frame, events: ChatEvent[]): void {
    if (isText(given.thoughts)) events.push({ type: 'reasoning-delta', text: given.thoughts })
    if (!isText(given.name)) return
    const text = limited(argumentsOf(given.arguments))
    // It comes whole and once. A frame that repeats it asks for nothing new.
    if (call?.name === given.name && call.arguments === text) return
    call = { name: given.name, arguments: text }
    const id = `call_${newId()}`
    events.push({ type: 'tool-call-start', id, name: call.name })
    if (text !== '') events.push({ type: 'tool-call-delta', id, text })
    events.push({ type: 'tool-call', id, name: call.name, arguments: text === '' ? '{}' : text })
  }

  /** Frames may repeat what was found. */
  function readSources(found: unknown, events: ChatEvent[]): void {
    if (!Array.isArray(found)) return
    for (const source of found) if (isRecord(source)) events.push(...toSource(source.url, source.title))
  }

  /** The input or the answer was found unsafe; the answer is then a polite refusal. */
  function readClearing(round: unknown, events: ChatEvent[]): void {
    if (isCleared) return
    isCleared = true
    const details = Number.isInteger(round) ? { details: { round: Number(round) } } : {}
    events.push({ type: 'notice', notice: 'context-cleared', ...details })
  }

  /** Every frame has a usage; most repeat the last. */
  function readUsage(given: unknown, events: ChatEvent[]): void {
    const reported = openaiUsage(given)
    if (reported === undefined) return
    if (usage?.inputTokens === reported.inputTokens && usage.outputTokens === reported.outputTokens) return
    usage = reported
    events.push({ type: 'usage', usage })
  }

  function read(frame: unknown, name?: string): ChatEvent[] {
    if (!isRecord(frame) || name === 'error' || isFailure(frame)) throw toError(frame)
    const events: ChatEvent[] = []
    if (!hasStarted) {
      hasStarted = true
      events.push(start)
    }
    if (isText(frame.result)) events.push({ type: 'text-delta', text: frame.result })
    if (isRecord(frame.function_call)) readCall(frame.function_call, events)
    if (isRecord(frame.search_info)) readSources(frame.search_info.search_results, events)
    if (isRecord(frame.tools_info)) readSources(frame.tools_info.baidu_search, events)
    if (frame.need_clear_history === true) readClearing(frame.ban_round, events)
    readUsage(frame.usage, events)
    if (frame.is_truncated === true) isTruncated = true
    if (frame.is_end === true) isOver = true
    // Frames in the middle say `normal`, whatever is to come.
    if (isText(frame.finish_reason) && (frame.finish_reason !== 'normal' || (isOver && said === undefined))) {
      said = frame.finish_reason
    }
    return events
  }

  function reason(): FinishReason {
    if (said !== undefined) return (Object.hasOwn(finishReasons, said) && finishReasons[said]) || 'other'
    if (isTruncated) return 'length'
    if (isCleared) return 'content-filter'
    return call === undefined ? 'stop' : 'tool-calls'
  }

  function brokenOff(): ChatError {
    // The gateway refuses a signature in a header, and sends nothing else.
    const refusal = hasStarted ? undefined : toError(undefined)
    if (refusal?.code === 'auth' || refusal?.code === 'forbidden') return refusal
    return new ChatError('interrupted', 'The answer broke off before its end.')
  }

  function end(): ChatEvent[] {
    if (!isOver) throw brokenOff()
    return [{ type: 'finish', reason: reason(), usage }]
  }

  return {
    read,
    readWhole(body) {
      if (isRecord(body) && !isFailure(body) && typeof body.result !== 'string' && !isRecord(body.function_call)) {
        return undefined
      }
      isOver = true
      return [...read(body), ...end()]
    },
    end,
    state: () => (isOver ? 'over' : 'open'),
  }
}

/** A failure has a number and no answer. One page of the documentation, and the gateway, write `code` for `error_code`. */
function isFailure(frame: Frame): boolean {
  if (isCode(frame.error_code) || isRecord(frame.error)) return true
  return frame.result === undefined && isCode(frame.code)
}

function isCode(value: unknown): boolean {
  return (isText(value) && value !== '0') || (typeof value === 'number' && value !== 0)
}
