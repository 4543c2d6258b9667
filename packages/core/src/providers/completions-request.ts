import type { ChatRequest, JsonObject } from '../chat/request.ts'
import { inexpressible, partsOf, refuseChoiceWithoutTools } from './messages.ts'

interface Style {
  model: string
  /** More fields for the body, such as `{ best_of: 3 }`. */
  extraBody: JsonObject
}

/**
 * The body of a completion request.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toCompletionsRequest(request: ChatRequest, style: Style): Record<string, unknown> {
  refuseInexpressible(request)
  const isStreaming = request.stream ?? true
  return {
    model: style.model,
    prompt: promptOf(request.messages),
    stream: isStreaming,
    stream_options: isStreaming ? { include_usage: true } : undefined,
    max_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stop,
    seed: request.seed,
    ...style.extraBody,
  }
}

function refuseInexpressible({ system, tools = [], toolChoice, responseFormat, reasoningEffort }: ChatRequest): void {
  if (system !== undefined) throw inexpressible('system', 'this model takes one prompt and no instructions.')
  if (tools.length > 0) throw inexpressible('tools', 'this model calls no tools.')
  refuseChoiceWithoutTools(toolChoice)
  if (responseFormat !== undefined && responseFormat.type !== 'text') {
    throw inexpressible('responseFormat', 'this model answers in plain text only.')
  }
  if (reasoningEffort !== undefined) throw inexpressible('reasoningEffort', 'this model does not think.')
}

function promptOf([message, ...others]: ChatRequest['messages']): string {
  if (message === undefined) throw inexpressible('messages', 'this model needs a prompt.')
  if (others.length > 0) throw inexpressible('messages[1]', 'this model takes one message only.')
  if (message.role !== 'user') throw inexpressible('messages[0].role', 'this model takes a message of the user only.')
  const texts = partsOf(message.content).map((part, index) => {
    if (part.type !== 'text') throw inexpressible(`messages[0].content[${index}]`, 'this model takes text only.')
    return part.text
  })
  return texts.join('')
}
