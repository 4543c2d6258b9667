import type { Usage } from '../chat/event.ts'

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 }

const optional = [
  'cachedInputTokens',
  'cacheWriteInputTokens',
  'cacheWrite1hInputTokens',
  'imageInputTokens',
  'audioInputTokens',
  'imageOutputTokens',
  'audioOutputTokens',
  'reasoningTokens',
] as const satisfies (keyof Usage)[]

/** Both together. Unknown plus a number is that number; unknown plus unknown stays unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  const sum: Usage = {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
  }
  for (const field of optional) {
    if (left[field] !== undefined || right[field] !== undefined) sum[field] = (left[field] ?? 0) + (right[field] ?? 0)
  }
  if (left.estimated || right.estimated) sum.estimated = true
  return sum
}
