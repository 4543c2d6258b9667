import type { Usage } from '../chat/event.ts'

/** All of `Usage` that is counted, and so added up. */
export const tokenFields = [
  'inputTokens',
  'outputTokens',
  'cachedInputTokens',
  'cacheWriteInputTokens',
  'cacheWrite1hInputTokens',
  'imageInputTokens',
  'audioInputTokens',
  'imageOutputTokens',
  'audioOutputTokens',
  'reasoningTokens',
] as const satisfies readonly (keyof Usage)[]
