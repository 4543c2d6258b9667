import { ChatError } from '../chat/errors.ts'
import type { ChatMessage, ChatRequest, FilePart, JsonObject, TextPart } from '../chat/request.ts'

/** How a server of this family differs from OpenAI's own. */
export interface OpenAIRequestStyle {
  model: string
  /** What the server calls the limit of the answer's length. */
  maxTokensField: 'max_completion_tokens' | 'max_tokens'
  /** More fields for the body, such as `{ enable_search: true }`. */
  extraBody: JsonObject
}

/**
 * The body of a chat completion request.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toOpenAIRequest(request: ChatRequest, style: OpenAIRequestStyle): Record<string, unknown> {
  const isStreaming = request.stream ?? true
  const system = request.system === undefined ? [] : [{ role: 'system', content: request.system }]
  return {
    model: style.model,
    messages: [...system, ...request.messages.map(toWireMessage)],
    stream: isStreaming,
    stream_options: isStreaming ? { include_usage: true } : undefined,
    [style.maxTokensField]: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stop,
    seed: request.seed,
    reasoning_effort: request.reasoningEffort,
    tools: request.tools?.length ? request.tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    tool_choice: toToolChoice(request.toolChoice),
    response_format: toResponseFormat(request.responseFormat),
    ...style.extraBody,
  }
}

function toWireMessage(message: ChatMessage, index: number): Record<string, unknown> {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content }
    case 'user':
      return { role: 'user', content: toUserContent(message.content, `messages[${index}].content`) }
    case 'assistant':
      return toAssistantMessage(message.content)
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
    default:
      return message satisfies never
  }
}

function toUserContent(content: string | readonly (TextPart | FilePart)[], path: string): unknown {
  if (typeof content === 'string') return content
  return content.map((part, index) => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    if (part.mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url: part.url } }
    throw new ChatError('bad-request', `${path}[${index}]: this model takes pictures, not ${part.mediaType}.`)
  })
}

function toAssistantMessage(content: Extract<ChatMessage, { role: 'assistant' }>['content']): Record<string, unknown> {
  if (typeof content === 'string') return { role: 'assistant', content }
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const calls = content.flatMap((part) => (part.type === 'tool-call' ? [part] : []))
  if (calls.length === 0) return { role: 'assistant', content: text }
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: call.arguments },
    })),
  }
}

function toToolChoice(choice: ChatRequest['toolChoice']): unknown {
  return typeof choice === 'object' ? { type: 'function', function: choice } : choice
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
