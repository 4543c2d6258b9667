import { countOf, isCount } from '../chat/count.ts'
import type { Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'

/** What the input consisted of, as those say it who count the parts within the whole. */
export function inputParts(details: unknown, cachedElsewhere?: unknown): Partial<Usage> {
  const said = isRecord(details) ? details : {}
  const { written, forAnHour } = cacheWrites(said.cache_creation)
  return {
    ...countOf('cachedInputTokens', said.cached_tokens ?? cachedElsewhere),
    ...countOf('cacheWriteInputTokens', said.cache_write_tokens ?? said.cache_creation_input_tokens ?? written),
    ...someOf('cacheWrite1hInputTokens', forAnHour),
    // Alibaba counts films apart, and bills them as pictures.
    ...someOf('imageInputTokens', sumOf(said.image_tokens, said.video_tokens)),
    ...someOf('audioInputTokens', said.audio_tokens),
  }
}

/** What the output consisted of. */
export function outputParts(details: unknown): Partial<Usage> {
  const said = isRecord(details) ? details : {}
  return {
    ...countOf('reasoningTokens', said.reasoning_tokens),
    ...someOf('imageOutputTokens', said.image_tokens),
    ...someOf('audioOutputTokens', said.audio_tokens),
  }
}

/** Anthropic's way to tell apart how long the cache keeps what was written. Alibaba has taken it over. */
export function cacheWrites(creation: unknown): { written?: number | undefined; forAnHour?: number | undefined } {
  if (!isRecord(creation)) return {}
  const { ephemeral_5m_input_tokens: usual, ephemeral_1h_input_tokens: forAnHour } = creation
  return { written: sumOf(usual, forAnHour), forAnHour: isCount(forAnHour) ? forAnHour : undefined }
}

/** A part that most answers do not have: left out where it is 0 as well, for many servers always say that. */
export function someOf<Field extends string>(field: Field, value: unknown): { [Name in Field]?: number } {
  return value === 0 ? {} : countOf(field, value)
}

/** The sum of what is a count; `undefined` if nothing is. */
function sumOf(...values: readonly unknown[]): number | undefined {
  const counts = values.filter(isCount)
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count)
}
