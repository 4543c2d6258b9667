import { isCount } from '../chat/count.ts'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, StartEvent, Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { openaiUsage } from '../tokens/openai-usage.ts'
import { isText } from './fields.ts'
import { createOpenAIToolCalls } from './openai-tool-calls.ts'
import { createSources } from './sources.ts'
import type { WireReply } from './wire-reply.ts'

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  // Early Qianfan V2.
  normal: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  // Zhipu's word for it.
  sensitive: 'content-filter',
}

/** Reads one reply of a chat completion, whole or in chunks. */
export function createOpenAIReply(start: StartEvent, toError: (body: unknown) => ChatError): WireReply {
  const calls = createOpenAIToolCalls()
  let hasStarted = false
  let isComplete = false
  let isCleared = false
  let reason: FinishReason | undefined
  let usage: Usage | undefined
  const toSource = createSources()

  function readChoice(choice: Readonly<Record<string, unknown>>, events: ChatEvent[]): void {
    const delta = choice.delta ?? choice.message
    if (isRecord(delta)) readDelta(delta, events)
    readBaiduFlags(choice, events)
    if (!isText(choice.finish_reason)) return
    if (choice.finish_reason === 'insufficient_system_resource') {
      throw toError({ code: 'server_is_overloaded', message: choice.finish_reason })
    }
    if (choice.finish_reason === 'network_error') {
      throw toError({ code: 'server_error', message: choice.finish_reason })
    }
    reason = (Object.hasOwn(finishReasons, choice.finish_reason) && finishReasons[choice.finish_reason]) || 'other'
    isComplete = true
  }

  function readDelta(delta: Readonly<Record<string, unknown>>, events: ChatEvent[]): void {
    const reasoning = isText(delta.reasoning_content) ? delta.reasoning_content : delta.reasoning
    if (isText(reasoning)) events.push({ type: 'reasoning-delta', text: reasoning })
    for (const text of textsOf(delta.content)) events.push({ type: 'text-delta', text })
    if (isText(delta.refusal)) events.push({ type: 'text-delta', text: delta.refusal })
    if (Array.isArray(delta.tool_calls)) {
      for (const [position, call] of delta.tool_calls.entries()) events.push(...calls.read(call, position))
    } else if (isRecord(delta.function_call)) {
      // What tool calls were before there could be several.
      events.push(...calls.read({ index: 0, function: delta.function_call }, 0))
    }
    if (Array.isArray(delta.annotations)) {
      for (const annotation of delta.annotations) {
        const citation = isRecord(annotation) ? annotation.url_citation : undefined
        if (isRecord(citation)) events.push(...toSource(citation.url, citation.title))
      }
    }
  }

  /** Qianfan judges what it says: `flag` is not 0 for what is doubtful; the history may have to be dropped. */
  function readBaiduFlags(choice: Readonly<Record<string, unknown>>, events: ChatEvent[]): void {
    // Early versions say `is_end` and give no reason.
    if (choice.is_end === true) isComplete = true
    if (isCount(choice.flag) && choice.flag > 0) {
      events.push({ type: 'notice', notice: 'flagged', details: { level: choice.flag } })
    }
    if (choice.need_clear_history === true && !isCleared) {
      isCleared = true
      events.push({ type: 'notice', notice: 'context-cleared' })
    }
  }

  function read(chunk: unknown, name?: string): ChatEvent[] {
    if (!isRecord(chunk)) throw toError({ code: 'server_error', message: 'not an object' })
    // LM Studio and others name the event and put the error's fields at the top. Older vLLM reports an error flat.
    if (name === 'error' || isRecord(chunk.error) || isText(chunk.error) || chunk.object === 'error') {
      throw toError(chunk)
    }
    const events: ChatEvent[] = []
    if (!hasStarted) {
      hasStarted = true
      events.push(start)
    }
    const choice = firstChoice(chunk.choices)
    if (choice !== undefined) readChoice(choice, events)
    // Qianfan's web search.
    if (Array.isArray(chunk.search_results)) {
      for (const result of chunk.search_results) {
        if (isRecord(result)) events.push(...toSource(result.url, result.title))
      }
    }
    // Older Moonshot streams put the usage inside the choice.
    const reported = openaiUsage(chunk.usage ?? choice?.usage)
    if (reported !== undefined) {
      usage = reported
      events.push({ type: 'usage', usage })
    }
    return events
  }

  function end(): ChatEvent[] {
    if (!isComplete) throw new ChatError('interrupted', 'The answer broke off before its end.')
    return [...calls.end(), { type: 'finish', reason: reason ?? 'other', usage }]
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

/** The answer that counts, where somebody has asked for several. Also that of legacy completions. */
export function firstChoice(choices: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(choices)) return undefined
  return choices.find((choice) => isRecord(choice) && (choice.index ?? 0) === 0)
}

/** Mistral gives an answer's text as parts. */
function textsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return isText(content) ? [content] : []
  return content.flatMap((part: unknown) => (isRecord(part) && isText(part.text) ? [part.text] : []))
}
