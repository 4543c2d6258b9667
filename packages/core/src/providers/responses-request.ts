import type { ChatRequest, JsonObject } from '../chat/request.ts'
import { inexpressible, refuseChoiceWithoutTools } from './messages.ts'
import { toCacheKey } from './prompt-cache.ts'
import { toResponsesInput } from './responses-input.ts'

interface Style {
  model: string
  store: boolean
  /** Whether the model gives its thoughts in a form that it takes back. */
  keepsReasoning: boolean
  reasoningSummary?: 'auto' | 'concise' | 'detailed' | 'none' | undefined
  /** More fields for the body, such as `{ service_tier: 'flex' }`. */
  extraBody: JsonObject
}

/**
 * The body of a request for a response.
 *
 * @throws ChatError `bad-request` naming the field that this wire cannot express.
 */
export function toResponsesRequest(request: ChatRequest, style: Style): Record<string, unknown> {
  const { store, keepsReasoning } = style
  if (request.stop !== undefined && request.stop.length > 0) {
    throw inexpressible('stop', 'this model cannot be told where to end.')
  }
  if (request.seed !== undefined) throw inexpressible('seed', 'this model cannot repeat an answer.')
  return {
    model: style.model,
    instructions: request.system,
    input: toResponsesInput(request.messages, keepsReasoning),
    stream: request.stream ?? true,
    store,
    // What is stored needs no sealed copy; and a model without thoughts refuses the wish.
    include: keepsReasoning && !store ? ['reasoning.encrypted_content'] : undefined,
    max_output_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    reasoning: toReasoning(request.reasoningEffort, style.reasoningSummary),
    ...toToolFields(request),
    text: toText(request.responseFormat),
    prompt_cache_key: toCacheKey(request.promptCache),
    ...style.extraBody,
  }
}

function toReasoning(effort: ChatRequest['reasoningEffort'], wanted: Style['reasoningSummary']): unknown {
  const summary = wanted ?? (effort === undefined || effort === 'none' ? 'none' : 'auto')
  if (effort === undefined && summary === 'none') return undefined
  return { effort, summary: summary === 'none' ? undefined : summary }
}

/** A choice among no tools is none: servers refuse it. */
function toToolFields({ tools = [], toolChoice }: ChatRequest): Record<string, unknown> {
  if (tools.length > 0) {
    return {
      // Strict is the default here, and refuses most schemas that were not written for it.
      tools: tools.map(({ name, description, parameters }) => {
        return { type: 'function', name, description, parameters, strict: false }
      }),
      tool_choice: typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.name } : toolChoice,
    }
  }
  refuseChoiceWithoutTools(toolChoice)
  return {}
}

function toText(format: ChatRequest['responseFormat']): unknown {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined
    case 'json':
      return { format: { type: 'json_object' } }
    case 'json-schema':
      return { format: { type: 'json_schema', name: format.name, schema: format.schema, strict: true } }
    default:
      return format satisfies never
  }
}
