import type { Usage } from '../chat/event.ts'

/** The tokens of a call, each in one kind only: the kinds of input add up to all input, those of output to all output. */
export interface UsageBuckets {
  /** Text that came from no cache. */
  readonly input: number
  readonly cachedInput: number
  /** Written to the prompt cache for the usual time. */
  readonly cacheWrite: number
  readonly cacheWrite1h: number
  readonly imageInput: number
  readonly audioInput: number
  /** The answer's text, and whatever else is no other kind of output. */
  readonly output: number
  readonly reasoning: number
  readonly imageOutput: number
  readonly audioOutput: number
}

/**
 * Takes a usage apart. Parts may overlap, and vendors do not say how: a cached picture counts as cached. So parts are taken
 * in this order, each from what the ones before have left. Of input: read from the cache, written to it (for an hour first),
 * pictures, sound; the rest is `input`. Of output: reasoning, pictures, sound; the rest is `output`. A part that is larger
 * than what is left is cut. Fractions are rounded up; what is negative or no number counts as nothing.
 */
export function usageBuckets(usage: Usage): UsageBuckets {
  let left = wholeOf(usage.inputTokens)
  const cachedInput = take(usage.cachedInputTokens)
  const cacheWrites = take(usage.cacheWriteInputTokens ?? usage.cacheWrite1hInputTokens)
  const cacheWrite1h = Math.min(wholeOf(usage.cacheWrite1hInputTokens), cacheWrites)
  const imageInput = take(usage.imageInputTokens)
  const audioInput = take(usage.audioInputTokens)
  const input = left

  left = wholeOf(usage.outputTokens)
  const reasoning = take(usage.reasoningTokens)
  const imageOutput = take(usage.imageOutputTokens)
  const audioOutput = take(usage.audioOutputTokens)
  const cacheWrite = cacheWrites - cacheWrite1h
  return {
    input,
    cachedInput,
    cacheWrite,
    cacheWrite1h,
    imageInput,
    audioInput,
    output: left,
    reasoning,
    imageOutput,
    audioOutput,
  }

  function take(part: number | undefined): number {
    const taken = Math.min(wholeOf(part), left)
    left -= taken
    return taken
  }
}

function wholeOf(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 && tokens < Number.MAX_SAFE_INTEGER ? Math.ceil(tokens) : 0
}
