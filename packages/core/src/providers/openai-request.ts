import type { AssistantMessage, ChatMessage, ChatRequest, FilePart, JsonObject, TextPart } from '../chat/request.ts'
import type { ChatDialect } from './dialects/chat-dialect.ts'
import {
  callsOf,
  inexpressible,
  reasoningOf,
  refuseChoiceWithoutTools,
  textOf,
  toArgumentsText,
  toToolId,
} from './messages.ts'
import { toCacheKey, withCacheMarks } from './prompt-cache.ts'

interface Style {
  model: string
  dialect: ChatDialect
  /** More fields for the body, such as `{ enable_search: true }`. */
  extraBody: JsonObject
}

/**
 * The body of a chat completion request.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toOpenAIRequest(request: ChatRequest, style: Style): Record<string, unknown> {
  const { dialect } = style
  const refused = dialect.refuses?.(request, style.extraBody)
  if (refused !== undefined) throw inexpressible(refused.field, refused.reason)
  const isStreaming = request.stream ?? true
  const system = request.system === undefined ? [] : [{ role: 'system', content: request.system }]
  const messages = [...system, ...toWireMessages(request.messages, dialect)]
  const caching = request.promptCache === undefined ? undefined : dialect.promptCache?.(style.model)
  return {
    model: style.model,
    messages: caching === 'marks' ? withCacheMarks(messages) : messages,
    stream: isStreaming,
    stream_options: isStreaming ? { include_usage: true } : undefined,
    [dialect.maxTokensField ?? 'max_tokens']: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stop,
    seed: request.seed,
    ...toThinking(request.reasoningEffort, dialect),
    ...toToolFields(request),
    response_format: toResponseFormat(request.responseFormat),
    prompt_cache_key: caching === 'key' ? toCacheKey(request.promptCache) : undefined,
    ...style.extraBody,
  }
}

function toThinking(effort: ChatRequest['reasoningEffort'], { thinking }: ChatDialect): JsonObject {
  if (effort === undefined) return {}
  return thinking === undefined ? { reasoning_effort: effort } : thinking(effort)
}

/** A choice among no tools is none: servers refuse it. */
function toToolFields({ tools = [], toolChoice }: ChatRequest): Record<string, unknown> {
  if (tools.length > 0) {
    return {
      tools: tools.map((tool) => ({ type: 'function', function: tool })),
      tool_choice: typeof toolChoice === 'object' ? { type: 'function', function: toolChoice } : toolChoice,
    }
  }
  refuseChoiceWithoutTools(toolChoice)
  return {}
}

function toWireMessages(
  messages: readonly ChatMessage[],
  { returnsReasoning }: ChatDialect,
): Record<string, unknown>[] {
  const wire = messages.map(toWireMessage)
  if (!returnsReasoning) return wire.filter((message) => message !== undefined)
  // A turn lasts from one user message to the next, with as many tool calls as it takes.
  const turnOf = messages.map(
    (
      (turn) => (message: ChatMessage) =>
        message.role === 'user' ? ++turn : turn
    )(0),
  )
  const withTools = new Set(messages.flatMap((message, index) => (callsOf(message).length > 0 ? [turnOf[index]] : [])))
  return wire.flatMap((message, index): Record<string, unknown>[] => {
    const said = messages[index]
    if (message === undefined) return []
    if (said?.role !== 'assistant' || !withTools.has(turnOf[index])) return [message]
    return [{ ...message, reasoning_content: reasoningOf(said) }]
  })
}

/** None for an answer that was stopped before it said anything. */
function toWireMessage(message: ChatMessage, index: number): Record<string, unknown> | undefined {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content }
    case 'user':
      return { role: 'user', content: toUserContent(message.content, `messages[${index}].content`) }
    case 'assistant':
      return toAssistantMessage(message)
    case 'tool':
      return { role: 'tool', tool_call_id: toToolId(message.toolCallId), content: message.content }
    default:
      return message satisfies never
  }
}

function toUserContent(content: string | readonly (TextPart | FilePart)[], path: string): unknown {
  if (typeof content === 'string') return content
  return content.map((part, index) => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    if (part.mediaType.toLowerCase().startsWith('image/')) return { type: 'image_url', image_url: { url: part.url } }
    throw inexpressible(`${path}[${index}]`, `this model takes pictures, not ${part.mediaType}.`)
  })
}

function toAssistantMessage(message: AssistantMessage): Record<string, unknown> | undefined {
  const text = textOf(message.content)
  const calls = callsOf(message)
  if (calls.length === 0) return text === '' ? undefined : { role: 'assistant', content: text }
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map((call) => ({
      id: toToolId(call.id),
      type: 'function',
      function: { name: call.name, arguments: toArgumentsText(call.arguments) },
    })),
  }
}

function toResponseFormat(format: ChatRequest['responseFormat']): unknown {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined
    case 'json':
      return { type: 'json_object' }
    case 'json-schema':
      return { type: 'json_schema', json_schema: { name: format.name, schema: format.schema, strict: true } }
    default:
      return format satisfies never
  }
}
