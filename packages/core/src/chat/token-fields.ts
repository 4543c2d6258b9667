import type { Usage } from './event.ts'

/** All of `Usage` that is counted, and so added up; the first two are always there. */
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
