import { isCount } from '../chat/count.ts'
import type { Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { inputParts, outputParts } from './usage-parts.ts'

/** The usage of OpenAI's responses. */
export function responsesUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage) || !isCount(usage.input_tokens)) return undefined
  return {
    inputTokens: usage.input_tokens,
    outputTokens: isCount(usage.output_tokens) ? usage.output_tokens : 0,
    ...inputParts(usage.input_tokens_details),
    ...outputParts(usage.output_tokens_details),
  }
}
