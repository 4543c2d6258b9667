import { isCount } from '../chat/count.ts'
import type { Usage } from '../chat/event.ts'
import { isRecord } from '../chat/record.ts'
import { createAnthropicUsage } from './anthropic-usage.ts'
import { openaiUsage } from './openai-usage.ts'
import { responsesUsage } from './responses-usage.ts'
import { inputParts } from './usage-parts.ts'

/**
 * Reads the usage that a vendor reports, or the reply that has it under `usage`: OpenAI (chat and responses), Anthropic,
 * Baidu, Alibaba, DeepSeek, Moonshot, Zhipu and all that speak like one of them. Vendors differ in whether the whole input
 * includes what the cache held; here it does. What is no whole number of at least 0 is left out.
 */
export function readUsage(json: unknown): Usage | undefined {
  if (!isRecord(json)) return undefined
  const usage = isRecord(json.usage) ? json.usage : json
  if (isCount(usage.prompt_tokens)) return openaiUsage(usage)
  if (anthropicFields.some((field) => field in usage)) return createAnthropicUsage()(usage)
  const said = responsesUsage(usage)
  return said === undefined ? undefined : { ...said, ...dashscopeParts(usage) }
}

/** Whoever has these at the top counts them beside `input_tokens`, not within. */
const anthropicFields = ['cache_read_input_tokens', 'cache_creation_input_tokens', 'cache_creation']

/** DashScope's own interface has names like those of OpenAI's responses, but says what the input was in other places. */
function dashscopeParts(usage: Readonly<Record<string, unknown>>): Partial<Usage> {
  const details = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {}
  const { image_tokens, video_tokens, audio_tokens } = usage
  return inputParts({ image_tokens, video_tokens, audio_tokens, ...details })
}
