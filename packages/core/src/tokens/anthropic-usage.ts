import { countOf, isCount } from '../chat/count.ts'
import type { Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { cacheWrites, someOf } from './usage-parts.ts'

type Fields = Readonly<Record<string, unknown>>

/** What has been said so far. Each number is the latest of its field, and not every event says all. */
interface Counts {
  input?: number
  cacheRead?: number
  cacheWrite?: number
  cacheWrite1h?: number
  output?: number
  reasoning?: number
}

/** The usage of one of Anthropic's messages, from all that its events say of it. */
export function createAnthropicUsage(): (said: Fields) => Usage | undefined {
  const counts: Counts = {}
  return (said) => {
    const details = isRecord(said.output_tokens_details) ? said.output_tokens_details : {}
    const { written, forAnHour } = cacheWrites(said.cache_creation)
    const saidWritten = said.cache_creation_input_tokens ?? written
    Object.assign(
      counts,
      // Some proxies say 0 at the end of what the beginning told rightly.
      countOf('input', said.input_tokens || counts.input || said.input_tokens),
      countOf('cacheRead', said.cache_read_input_tokens || counts.cacheRead || said.cache_read_input_tokens),
      countOf('cacheWrite', saidWritten || counts.cacheWrite || saidWritten),
      someOf('cacheWrite1h', forAnHour),
      countOf('output', said.output_tokens),
      countOf('reasoning', details.thinking_tokens),
    )
    return toUsage(counts)
  }
}

function toUsage({ input, cacheRead, cacheWrite, cacheWrite1h, output = 0, reasoning }: Counts): Usage | undefined {
  if (input === undefined) return undefined
  // Anthropic counts what is read from its cache, and written to it, apart.
  const inputTokens = input + (cacheRead ?? 0) + (cacheWrite ?? 0)
  if (!isCount(inputTokens)) return undefined
  return {
    inputTokens,
    outputTokens: output,
    ...countOf('cachedInputTokens', cacheRead),
    ...countOf('cacheWriteInputTokens', cacheWrite),
    ...countOf('cacheWrite1hInputTokens', cacheWrite1h),
    ...countOf('reasoningTokens', reasoning),
  }
}
