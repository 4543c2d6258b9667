import { wrongCacheKey } from './cache-hints.ts'
import {
  recordsOf,
  type SimulatedMessage,
  type SimulatedRequest,
  textOf,
  toSimulatedRequest,
  type WireCall,
} from './simulated-request.ts'
import { badRequest, type Refusal } from './simulated-wire.ts'
import { isSeal } from './whole-answer.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads a request to OpenAI's Responses, and refuses what OpenAI refuses. */
export function readResponses(call: WireCall): SimulatedRequest | Refusal {
  const { model, input, instructions, max_output_tokens: limit } = call.body
  if (typeof model !== 'string') return badRequest("Missing required parameter: 'model'.")
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : recordsOf(input)
  if (items.length === 0) return badRequest("Missing required parameter: 'input'.", { param: 'input' })
  const { body } = call
  const refusal = wrongField(body) ?? wrongCacheKey(body) ?? wrongCalls(items, body) ?? wrongReasoning(items, body)
  if (refusal !== undefined) return refusal
  const system = typeof instructions === 'string' ? [{ role: 'system', text: instructions }] : []
  return toSimulatedRequest('openai-responses', call, {
    model,
    messages: [...system, ...items.flatMap(toTexts)],
    limit,
  })
}

/** Fields of chat completions, which this wire calls otherwise. */
function wrongField(body: Fields): Refusal | undefined {
  const field = ['messages', 'max_tokens', 'max_completion_tokens', 'response_format', 'reasoning_effort'].find(
    (name) => body[name] !== undefined,
  )
  if (field === undefined) return undefined
  return badRequest(`Unsupported parameter: '${field}'.`, { param: field, code: 'unsupported_parameter' })
}

function wrongCalls(items: readonly Fields[], body: Fields): Refusal | undefined {
  if (body.previous_response_id !== undefined) return undefined
  const idsOf = (type: string) => items.flatMap((item) => (item.type === type ? [String(item.call_id)] : []))
  const [called, answered] = [idsOf('function_call'), idsOf('function_call_output')]
  const stray = answered.find((id) => !called.includes(id))
  if (stray !== undefined) {
    return badRequest(`No tool call found for function call output with call_id ${stray}.`, { param: 'input' })
  }
  const open = called.find((id) => !answered.includes(id))
  if (open === undefined) return undefined
  return badRequest(`No tool output found for function call ${open}.`, { param: 'input' })
}

/** Reasoning that was not kept must come back as it was given, and before what it led to. */
function wrongReasoning(items: readonly Fields[], { store }: Fields): Refusal | undefined {
  for (const [index, { type, id, encrypted_content: seal }] of items.entries()) {
    if (type !== 'reasoning') continue
    const next = items[index + 1]
    if (next === undefined || next.role === 'user' || next.type === 'function_call_output') {
      return badRequest(`Item '${id}' of type 'reasoning' was provided without its required following item.`)
    }
    if (seal === undefined && store === false) {
      const message = `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false.`
      return { status: 404, error: { message, code: null, param: 'input' } }
    }
    if (seal !== undefined && !isSeal(seal)) {
      return badRequest(`The encrypted content for item ${id} could not be verified.`, {
        code: 'invalid_encrypted_content',
      })
    }
  }
  return undefined
}

function toTexts(item: Fields): SimulatedMessage[] {
  switch (item.type) {
    case 'reasoning':
    case 'item_reference':
      return []
    case 'function_call':
      return [{ role: 'assistant', text: '' }]
    case 'function_call_output':
      return [{ role: 'tool', text: textOf(item.output) }]
    default:
      return [{ role: String(item.role), text: textOf(item.content) }]
  }
}
