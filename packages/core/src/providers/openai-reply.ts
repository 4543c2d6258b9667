import { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishReason, Usage } from '../chat/event.ts'
import { newId } from '../chat/id.ts'
import { isRecord } from '../chat/record.ts'
import { openaiError } from './openai-errors.ts'

/** Reads one reply of a chat completion, whole or in chunks. */
export interface OpenAIReply {
  /**
   * The events of the next chunk, or of the whole reply.
   *
   * @throws ChatError for an error object in a chunk.
   */
  read(chunk: unknown): readonly ChatEvent[]
  /**
   * The events that end the answer.
   *
   * @throws ChatError `interrupted` if the reply never said that it was complete.
   */
  end(): readonly ChatEvent[]
  /** Says that the terminal marker came. */
  markComplete(): void
  /** Whether the reply has said that it is complete. */
  readonly isComplete: boolean
}

interface OpenToolCall {
  id: string
  name: string
  arguments: string
  /** Whether it has been told of: that waits for its name. */
  hasBegun: boolean
}

const mostCalls = 1_000

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  // Zhipu's word for it.
  sensitive: 'content-filter',
}

/** A reader for one reply. `now` tells the time for errors that say how long to wait. */
export function createOpenAIReply(options: { provider: string; model: string; now: () => number }): OpenAIReply {
  const calls = new Map<unknown, OpenToolCall>()
  let hasStarted = false
  let isComplete = false
  let reason: FinishReason | undefined
  let usage: Usage | undefined
  let sources = 0

  function fail(body: unknown): never {
    throw openaiError({ status: 200, headers: new Headers(), body, now: options.now() })
  }

  function readToolCall(delta: unknown, position: number, events: ChatEvent[]): void {
    if (!isRecord(delta)) return
    const { name, arguments: text } = isRecord(delta.function) ? delta.function : {}
    const index = delta.index ?? position
    let call = calls.get(index)
    if (call === undefined || isAnother(call, delta.id, name)) {
      // A call at another index may still go on; the one that was here is complete.
      if (call !== undefined) events.push(...begin(call), complete(call))
      calls.delete(index)
      if (calls.size >= mostCalls) throw new ChatError('server', 'The provider asks for too many tools at once.')
      call = { id: '', name: '', arguments: '', hasBegun: false }
      calls.set(index, call)
    }
    if (call.id === '' && isText(delta.id)) call.id = delta.id
    if (call.name === '' && isText(name)) call.name = name
    if (isText(text)) call.arguments += text
    if (call.hasBegun) {
      if (isText(text)) events.push({ type: 'tool-call-delta', id: call.id, text })
    } else if (call.name !== '' && (call.id !== '' || isText(text))) {
      events.push(...begin(call))
    }
  }

  function readChoice(choice: Readonly<Record<string, unknown>>, events: ChatEvent[]): void {
    const delta = choice.delta ?? choice.message
    if (isRecord(delta)) {
      const reasoning = isText(delta.reasoning_content) ? delta.reasoning_content : delta.reasoning
      if (isText(reasoning)) events.push({ type: 'reasoning-delta', text: reasoning })
      for (const text of textsOf(delta.content)) events.push({ type: 'text-delta', text })
      if (isText(delta.refusal)) events.push({ type: 'text-delta', text: delta.refusal })
      if (Array.isArray(delta.tool_calls)) {
        for (const [position, call] of delta.tool_calls.entries()) readToolCall(call, position, events)
      }
      if (Array.isArray(delta.annotations)) {
        for (const annotation of delta.annotations) readSource(annotation, events)
      }
    }
    // Early Qianfan V2 says `is_end` and gives no reason.
    if (choice.is_end === true) isComplete = true
    if (!isText(choice.finish_reason)) return
    if (choice.finish_reason === 'insufficient_system_resource') {
      fail({ code: 'server_is_overloaded', message: choice.finish_reason })
    }
    if (choice.finish_reason === 'network_error') fail({ code: 'server_error', message: choice.finish_reason })
    reason = (Object.hasOwn(finishReasons, choice.finish_reason) && finishReasons[choice.finish_reason]) || 'other'
    isComplete = true
  }

  function readSource(annotation: unknown, events: ChatEvent[]): void {
    const citation = isRecord(annotation) ? annotation.url_citation : undefined
    // Shown as a link some day: no other scheme has any business there.
    if (!isRecord(citation) || !isText(citation.url) || !/^https?:\/\//i.test(citation.url)) return
    const title = isText(citation.title) ? citation.title : undefined
    events.push({ type: 'source', id: `source-${++sources}`, url: citation.url, title })
  }

  return {
    read(chunk) {
      if (!isRecord(chunk)) return fail({ code: 'server_error', message: 'not an object' })
      // Older vLLM reports an error flat, as `{ object: 'error', … }`.
      if (isRecord(chunk.error) || isText(chunk.error) || chunk.object === 'error') fail(chunk)
      const events: ChatEvent[] = []
      if (!hasStarted) {
        hasStarted = true
        events.push({ type: 'start', provider: options.provider, model: options.model })
      }
      const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
      if (isRecord(choice)) readChoice(choice, events)
      // Older Moonshot streams put the usage inside the choice.
      const reported = toUsage(chunk.usage ?? (isRecord(choice) ? choice.usage : undefined))
      if (reported !== undefined) {
        usage = reported
        events.push({ type: 'usage', usage })
      }
      return events
    },
    end() {
      if (!isComplete) throw new ChatError('interrupted', 'The answer broke off before its end.')
      return [
        ...[...calls.values()].flatMap((call) => [...begin(call), complete(call)]),
        { type: 'finish', reason: reason ?? 'other', usage },
      ]
    },
    markComplete() {
      isComplete = true
    },
    get isComplete() {
      return isComplete
    },
  }
}

/** Qwen repeats the id as an empty string; some servers send no index and no id, but every call with its name. */
function isAnother(call: OpenToolCall, id: unknown, name: unknown): boolean {
  if (isText(id)) return call.id !== '' && id !== call.id
  return isText(name) && call.name !== '' && call.arguments !== '' && isJson(call.arguments)
}

/** Tells of a call and of what has been written of it. Without an id of its own it gets one that no other has. */
function begin(call: OpenToolCall): ChatEvent[] {
  if (call.hasBegun) return []
  call.hasBegun = true
  if (call.id === '') call.id = `call_${newId()}`
  const { id, name, arguments: text } = call
  return [
    { type: 'tool-call-start', id, name },
    ...(text === '' ? [] : [{ type: 'tool-call-delta', id, text } as const]),
  ]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function complete({ id, name, arguments: text }: OpenToolCall): ChatEvent {
  return { type: 'tool-call', id, name, arguments: text === '' ? '{}' : text }
}

/** Mistral gives an answer's text as parts. */
function textsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return isText(content) ? [content] : []
  return content.flatMap((part: unknown) => (isRecord(part) && isText(part.text) ? [part.text] : []))
}

function toUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage) || !isCount(usage.prompt_tokens)) return undefined
  const input = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {}
  const output = isRecord(usage.completion_tokens_details) ? usage.completion_tokens_details : {}
  // DeepSeek's own name for the cached part.
  const cached = input.cached_tokens ?? usage.prompt_cache_hit_tokens
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: isCount(usage.completion_tokens) ? usage.completion_tokens : 0,
    ...(isCount(cached) ? { cachedInputTokens: cached } : {}),
    ...(isCount(output.reasoning_tokens) ? { reasoningTokens: output.reasoning_tokens } : {}),
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
