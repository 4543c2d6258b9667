import { isCount } from '../chat/count.ts'
import type { Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { inputParts, outputParts } from './usage-parts.ts'

/** The usage of OpenAI's chat completions, legacy completions, and all that speak like them, both Qianfan versions included. */
export function openaiUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage) || !isCount(usage.prompt_tokens)) return undefined
  const completion = isCount(usage.completion_tokens) ? usage.completion_tokens : 0
  const parts = outputParts(usage.completion_tokens_details)
  const besides = parts.reasoningTokens ?? 0
  // Some count thoughts beside the completion, not within: the total tells.
  const areBeside = usage.total_tokens === usage.prompt_tokens + completion + besides && isCount(usage.total_tokens)
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: areBeside ? completion + besides : completion,
    // DeepSeek has a name of its own for the cached part, Moonshot another place.
    ...inputParts(usage.prompt_tokens_details, usage.prompt_cache_hit_tokens ?? usage.cached_tokens),
    ...parts,
  }
}
