import { isRecord } from '../chat/record.ts'
import type { JsonObject, PromptCache } from '../chat/request.ts'
import { toToolId } from './messages.ts'

type WireMessage = Readonly<Record<string, unknown>>

/** OpenAI's key. It refuses more than 64 characters, as it does for the ids of tool calls. */
export function toCacheKey(cache: PromptCache | undefined): string | undefined {
  return cache?.key === undefined || cache.key === '' ? undefined : toToolId(cache.key)
}

/** Anthropic's mark for the end of what is kept. Five minutes are its default, and all that older models know. */
export function toCacheControl(cache: PromptCache | undefined): JsonObject | undefined {
  if (cache === undefined) return undefined
  return cache.ttl === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' }
}

/**
 * The messages of a chat completion with marks at the end of the instructions that begin them, and of what the user said
 * last: the former begins all conversations, the latter this one's next call.
 */
export function withCacheMarks(messages: readonly WireMessage[]): readonly WireMessage[] {
  const first = messages.findIndex(({ role }) => role !== 'system')
  const lastInstruction = (first < 0 ? messages.length : first) - 1
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user')
  return messages.map((message, index) =>
    index === lastInstruction || index === lastQuestion ? { ...message, content: withMark(message.content) } : message,
  )
}

/** A mark stands on a part of text, so that one text becomes a part. Without any there is nothing to mark. */
function withMark(content: unknown): unknown {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  if (!Array.isArray(parts)) return content
  const last = parts.findLastIndex((part) => isRecord(part) && part.type === 'text' && part.text !== '')
  if (last < 0) return content
  return parts.map((part, index) => (index === last ? { ...part, cache_control: { type: 'ephemeral' } } : part))
}
