import { isRecord } from '../chat/record.ts'
import type { SimulatedReply } from './simulated-wire.ts'
import { sealOf, wholeAnswer } from './whole-answer.ts'

type ResponseStatus = 'in_progress' | 'completed' | 'incomplete' | 'failed'

/** A response: as yet without output, complete, or failed. */
export function responseObject(
  reply: SimulatedReply,
  status: ResponseStatus,
  error: Readonly<Record<string, unknown>> | null = null,
): Record<string, unknown> {
  const { body, model } = reply.request
  const isOver = status === 'completed' || status === 'incomplete'
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = reply.usage
  const usage = {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedInputTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  }
  const reason = reply.isCutShort ? 'max_output_tokens' : 'content_filter'
  return {
    id: reply.id,
    object: 'response',
    created_at: Math.floor(reply.createdMs / 1_000),
    status,
    error,
    incomplete_details: status === 'incomplete' ? { reason } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model,
    output: isOver ? responseItems(reply) : [],
    parallel_tool_calls: true,
    store: body.store ?? true,
    usage: isOver ? usage : null,
    metadata: isRecord(body.metadata) ? body.metadata : {},
  }
}

/** The items of an answer, complete: thoughts, what is said, calls. */
export function responseItems(reply: SimulatedReply): ResponseItem[] {
  const { reasoning, text, toolCalls } = wholeAnswer(reply.pieces)
  const items: ResponseItem[] = []
  if (reasoning !== '') {
    const { include } = reply.request.body
    const isSealed = Array.isArray(include) && include.includes('reasoning.encrypted_content')
    items.push({
      id: `rs_${reply.id}`,
      type: 'reasoning',
      ...(isSealed ? { encrypted_content: sealOf(reasoning) } : {}),
      summary: [{ type: 'summary_text', text: reasoning }],
    })
  }
  if (text !== '') {
    const content = [{ type: 'output_text', annotations: [], logprobs: [], text }]
    items.push({ id: `msg_${reply.id}`, type: 'message', status: 'completed', content, role: 'assistant' })
  }
  for (const [index, { id, name, arguments: input }] of toolCalls.entries()) {
    const call = { status: 'completed', arguments: input, call_id: id, name }
    items.push({ id: `fc_${index}_${reply.id}`, type: 'function_call', ...call })
  }
  const last = items.at(-1)
  if (reply.isCutShort && last?.status !== undefined) last.status = 'incomplete'
  return items
}

export interface ResponseItem extends Record<string, unknown> {
  id: string
  type: 'reasoning' | 'message' | 'function_call'
  status?: string | undefined
}
