import type { Usage } from '../chat/event.ts'
import { tokenFields } from '../chat/token-fields.ts'

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 }

/** Both together. Unknown plus a number is that number; unknown plus unknown stays unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  const sum: Usage = { ...noUsage }
  for (const field of tokenFields) {
    if (left[field] !== undefined || right[field] !== undefined) sum[field] = (left[field] ?? 0) + (right[field] ?? 0)
  }
  if (left.estimated || right.estimated) sum.estimated = true
  return sum
}
