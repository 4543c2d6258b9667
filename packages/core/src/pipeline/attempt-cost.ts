import type { ChatRequest } from '../chat/request.ts'
import type { CallCost } from '../limit/call-cost.ts'
import { estimateInputTokens } from '../tokens/estimate.ts'

/** What an answer is taken to need where the request does not bound it. */
export const usualOutputTokens = 4_096

/** What a call may cost a provider, as far as can be told before. */
export function costOf(request: ChatRequest, model: string): CallCost {
  const inputTokens = estimateInputTokens(request, { model }).tokens
  return { inputTokens, outputTokens: request.maxOutputTokens ?? usualOutputTokens }
}
