import type { ChatRequest } from '../chat/request.ts'
import type { CallCost } from '../limit/call-cost.ts'
import { usualOutputTokens } from '../money/worst-case.ts'
import { type EstimateOptions, estimateInputTokens } from '../tokens/estimate.ts'

/** What a call may cost a provider, as far as can be told before. */
export function costOf(request: ChatRequest, options: EstimateOptions): CallCost {
  const inputTokens = estimateInputTokens(request, options).tokens
  return { inputTokens, outputTokens: request.maxOutputTokens ?? usualOutputTokens }
}
