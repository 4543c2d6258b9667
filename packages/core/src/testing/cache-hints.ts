import { isRecord } from '../chat/record.ts'
import { recordsOf } from './simulated-request.ts'
import { badRequest, type Refusal } from './simulated-wire.ts'

type Fields = Readonly<Record<string, unknown>>

const longestKey = 64
const mostMarks = 4

/** Refuses a key for the prompt cache as OpenAI does. */
export function wrongCacheKey({ prompt_cache_key: key }: Fields): Refusal | undefined {
  const param = 'prompt_cache_key'
  if (key === undefined || key === null) return undefined
  if (typeof key !== 'string') {
    return badRequest(`Invalid type for '${param}': expected a string.`, { param, code: 'invalid_type' })
  }
  if (key.length <= longestKey) return undefined
  const limits = `Expected a string with maximum length ${longestKey}, but got a string with length ${key.length} instead.`
  return badRequest(`Invalid '${param}': string too long. ${limits}`, { param, code: 'string_above_max_length' })
}

/** Refuses the marks of others in the parts of messages, as OpenAI does with every field that it does not know. */
export function foreignMark({ messages }: Fields): Refusal | undefined {
  for (const [index, message] of recordsOf(messages).entries()) {
    const at = recordsOf(message.content).findIndex((part) => part.cache_control !== undefined)
    if (at < 0) continue
    const param = `messages[${index}].content[${at}].cache_control`
    return badRequest(`Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' })
  }
  return undefined
}

/** Refuses marks in the messages of a chat completion that DashScope would not take. */
export function wrongChatMark({ messages }: Fields): Refusal | undefined {
  const marks = recordsOf(messages).flatMap(({ content }) =>
    recordsOf(content).flatMap(({ cache_control: mark }) => (mark === undefined ? [] : [mark])),
  )
  if (marks.every((mark) => isRecord(mark) && mark.type === 'ephemeral')) return undefined
  return badRequest('<400> InternalError.Algo.InvalidParameter: cache_control.type must be ephemeral')
}

/** What Anthropic says of marks that it would not take: of a wrong form or place, too many, or a longer one after a shorter. */
export function wrongAnthropicMark({ tools, system, messages }: Fields): string | undefined {
  const places = [
    ...blocksAt('tools', tools),
    ...blocksAt('system', system),
    ...recordsOf(messages).flatMap(({ content }, index) => blocksAt(`messages.${index}.content`, content)),
  ].filter(({ block }) => block.cache_control !== undefined)
  let shortest: string | undefined
  for (const { path, block } of places) {
    const mark = block.cache_control
    if (block.type === 'thinking' || block.type === 'redacted_thinking') {
      return `${path}.${block.type}.cache_control: Extra inputs are not permitted`
    }
    if (block.text === '') return `${path}: cache_control cannot be set for empty text blocks`
    if (!isRecord(mark) || mark.type !== 'ephemeral') return `${path}.cache_control: Input should be 'ephemeral'`
    const { ttl = '5m' } = mark
    if (ttl !== '5m' && ttl !== '1h') return `${path}.cache_control.ephemeral.ttl: Input should be '5m' or '1h'`
    if (ttl === '1h' && shortest === '5m') {
      return `${path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block`
    }
    shortest = ttl
  }
  if (places.length <= mostMarks) return undefined
  return `A maximum of ${mostMarks} blocks with cache_control may be provided. Found ${places.length}.`
}

function blocksAt(path: string, list: unknown): { path: string; block: Fields }[] {
  return recordsOf(list).map((block, index) => ({ path: `${path}.${index}`, block }))
}
