import type { ChatMessage, ChatRequest, JsonObject } from '../chat/request.ts'
import { isThoughtlessLoop, refuseBesideThinking, toAnthropicThinking } from './anthropic-thinking.ts'
import { type AnthropicTurn, toAnthropicTurns } from './anthropic-turns.ts'
import { inexpressible, refuseChoiceWithoutTools } from './messages.ts'
import { toCacheControl } from './prompt-cache.ts'

interface Style {
  model: string
  /** The longest answer where the request does not say. */
  maxOutputTokens: number
  /** More fields for the body, such as `{ top_k: 20 }`. */
  extraBody: JsonObject
}

/**
 * The body of a request for Anthropic's messages. The name of a schema has no place in it.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toAnthropicRequest(request: ChatRequest, style: Style): Record<string, unknown> {
  const { messages, temperature } = request
  if (request.seed !== undefined) throw inexpressible('seed', 'this model cannot repeat itself.')
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 1)) {
    throw inexpressible('temperature', 'this model takes 0 to 1.')
  }
  const maxTokens = request.maxOutputTokens ?? style.maxOutputTokens
  const wanted = toAnthropicThinking(request.reasoningEffort, style.model, maxTokens)
  const format = toFormat(request.responseFormat)
  const leading = messages.findIndex(({ role }) => role !== 'system')
  const first = leading < 0 ? messages.length : leading
  const turns = toAnthropicTurns(messages, first)
  const mark = toCacheControl(request.promptCache)
  const { effort } = wanted
  const thinking = wanted.thinking?.type === 'enabled' && isThoughtlessLoop(turns) ? undefined : wanted.thinking
  refuseBesideThinking(request, style.model, thinking)
  return {
    model: style.model,
    max_tokens: maxTokens,
    system: toSystem(request.system, messages.slice(0, first), mark),
    messages: mark === undefined ? turns : withMark(turns, mark),
    stream: request.stream ?? true,
    temperature,
    top_p: request.topP,
    stop_sequences: request.stop,
    thinking,
    output_config: effort === undefined && format === undefined ? undefined : { effort, format },
    ...toToolFields(request, mark),
    ...style.extraBody,
  }
}

function toSystem(
  system: string | undefined,
  leading: readonly ChatMessage[],
  mark: JsonObject | undefined,
): string | readonly JsonObject[] | undefined {
  const texts = leading.flatMap((message) => (message.role === 'system' ? [message.content] : []))
  const said = [system ?? '', ...texts].filter((text) => text.trim() !== '')
  if (said.length === 0) return undefined
  const text = said.join('\n\n')
  return mark === undefined ? text : [{ type: 'text', text, cache_control: mark }]
}

/** Marks the end of what the user said last: the next call of the conversation begins with all of it. */
function withMark(turns: readonly AnthropicTurn[], mark: JsonObject): readonly AnthropicTurn[] {
  const last = turns.findLastIndex(({ role }) => role === 'user')
  return turns.map((turn, index) => {
    if (index !== last) return turn
    const end = turn.content.length - 1
    return {
      ...turn,
      content: turn.content.map((block, at) => (at === end ? { ...block, cache_control: mark } : block)),
    }
  })
}

/** A choice among no tools is none. */
function toToolFields({ tools = [], toolChoice }: ChatRequest, mark: JsonObject | undefined): Record<string, unknown> {
  if (tools.length > 0) {
    return {
      tools: tools.map(({ name, description, parameters }, index) => {
        const own = { name, description, input_schema: parameters }
        return mark !== undefined && index === tools.length - 1 ? { ...own, cache_control: mark } : own
      }),
      tool_choice: toToolChoice(toolChoice),
    }
  }
  refuseChoiceWithoutTools(toolChoice)
  return {}
}

function toToolChoice(choice: ChatRequest['toolChoice']): JsonObject | undefined {
  if (choice === undefined) return undefined
  if (typeof choice === 'object') return { type: 'tool', name: choice.name }
  return { type: choice === 'required' ? 'any' : choice }
}

function toFormat(format: ChatRequest['responseFormat']): JsonObject | undefined {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined
    case 'json':
      throw inexpressible('responseFormat', 'this model writes JSON by a schema only.')
    case 'json-schema':
      return { type: 'json_schema', schema: format.schema }
    default:
      return format satisfies never
  }
}
