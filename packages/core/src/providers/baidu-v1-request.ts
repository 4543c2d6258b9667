import type { ChatRequest, JsonObject } from '../chat/request.ts'
import { toBaiduV1Conversation } from './baidu-v1-messages.ts'
import { inexpressible, refuseChoiceWithoutTools } from './messages.ts'

/**
 * The body of a request to Qianfan's first version. The model is in the address.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toBaiduV1Request(request: ChatRequest, extraBody: JsonObject): Record<string, unknown> {
  refuseOutOfRange(request)
  refuseUnknown(request)
  return {
    ...toBaiduV1Conversation(request),
    stream: request.stream ?? true,
    max_output_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stop,
    ...toFunctionFields(request),
    response_format: request.responseFormat?.type === 'json' ? 'json_object' : undefined,
    ...extraBody,
  }
}

function refuseOutOfRange({ temperature, topP, stop = [], maxOutputTokens }: ChatRequest): void {
  if (temperature !== undefined && !(temperature > 0 && temperature <= 1)) {
    throw inexpressible('temperature', 'this model takes more than 0 and at most 1.')
  }
  if (topP !== undefined && !(topP >= 0 && topP <= 1)) {
    throw inexpressible('topP', 'this model takes 0 to 1.')
  }
  if (stop.length > 4) throw inexpressible('stop', 'this model takes at most 4.')
  if (maxOutputTokens !== undefined && !(maxOutputTokens >= 2)) {
    throw inexpressible('maxOutputTokens', 'this model takes at least 2.')
  }
}

function refuseUnknown({ seed, reasoningEffort, responseFormat }: ChatRequest): void {
  if (seed !== undefined) throw inexpressible('seed', 'this model has none.')
  if (reasoningEffort !== undefined && reasoningEffort !== 'none') {
    throw inexpressible('reasoningEffort', 'how much this model thinks cannot be chosen.')
  }
  if (responseFormat?.type === 'json-schema') {
    throw inexpressible('responseFormat', 'this model writes JSON, but not of a given schema.')
  }
}

function toFunctionFields({ tools = [], toolChoice }: ChatRequest): Record<string, unknown> {
  if (tools.length === 0) {
    refuseChoiceWithoutTools(toolChoice)
    return {}
  }
  if (toolChoice === 'none') return {}
  if (toolChoice === 'required') {
    throw inexpressible('toolChoice', 'this model cannot be made to call some tool, only one that is named.')
  }
  return {
    functions: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    tool_choice: typeof toolChoice === 'object' ? { type: 'function', function: { name: toolChoice.name } } : undefined,
  }
}
