import { ChatError } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import type { ProviderRequest } from './authorize.ts'

const shortestSecret = 8
const mask = '***'

/**
 * The credentials of a request: the headers that were put on it, those of the `plain` ones that are called like a
 * credential, and the values of its query.
 */
export function credentialsOf(
  { url, headers }: ProviderRequest,
  plain: Readonly<Record<string, string>>,
): readonly string[] {
  const known = new Headers(plain)
  known.set('content-type', 'application/json')
  // Baidu's keys and signatures have parts, of which it may quote one.
  const added = [...headers].flatMap(([name, value]) =>
    known.get(name) === value && !/auth|key|token|secret|cookie/.test(name)
      ? []
      : [value, ...value.split(' '), ...value.split(/[ /]/)],
  )
  const { search, searchParams } = new URL(url)
  const query = [...searchParams.values()].flatMap((value) => [value, encodeURIComponent(value)])
  const escaped = search.split('&').map((field) => field.slice(field.indexOf('=') + 1))
  const all = [...new Set([...added, ...query, ...escaped])]
  // Longest first, so that no part of one is left. Short ones are no secrets, and everywhere.
  return all.filter(({ length }) => length >= shortestSecret).sort((a, b) => b.length - a.length)
}

/** A copy of what a vendor or the network said, without the credentials: some quote them in their refusals. */
export function conceal(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string') return concealText(value, secrets)
  if (depth > 8) return undefined
  if (Array.isArray(value)) return value.map((item) => conceal(item, secrets, depth + 1))
  if (value instanceof Error) return concealError(value, secrets, depth)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [concealText(name, secrets), conceal(field, secrets, depth + 1)]),
  )
}

/** The same error without the credentials in its cause. */
export function concealCause(error: ChatError, secrets: readonly string[]): ChatError {
  if (error.cause === undefined || secrets.length === 0) return error
  const { code, message, retryAfterMs, provider, model, requestId, partial } = error
  const details = { retryAfterMs, provider, model, requestId, partial }
  const copy = new ChatError(code, message, { ...details, cause: conceal(error.cause, secrets) })
  if (error.stack !== undefined) copy.stack = error.stack
  return copy
}

function concealText(value: string, secrets: readonly string[]): string {
  const text = secrets.reduce((text, secret) => text.replaceAll(secret, mask), value)
  // Vendors quote a key by its beginning or its end, and what was shortened may stop in the middle of one. A header of
  // several words is looked for in whole only: each word is among the secrets, too.
  return secrets.reduce((text, secret) => (secret.includes(' ') ? text : concealEnds(text, secret)), text)
}

/** Masks what is the beginning or the end of a secret. Each character is looked at a few times at most. */
function concealEnds(text: string, secret: string): string {
  const head = secret.slice(0, shortestSecret)
  const tail = secret.slice(-shortestSecret)
  let concealed = ''
  let from = 0
  let headAt = text.indexOf(head)
  let tailAt = text.indexOf(tail)
  for (;;) {
    if (headAt < 0 && tailAt < 0) return concealed + text.slice(from)
    const isHead = headAt >= 0 && (tailAt < 0 || headAt <= tailAt)
    let start = isHead ? headAt : tailAt
    let end = start + shortestSecret
    if (isHead) while (end < text.length && text[end] === secret[end - start]) end++
    else while (start > from && text[start - 1] === secret.at(start - 1 - end)) start--
    concealed += text.slice(from, start) + mask
    from = end
    if (headAt >= 0 && headAt < from) headAt = text.indexOf(head, from)
    if (tailAt >= 0 && tailAt < from) tailAt = text.indexOf(tail, from)
  }
}

function concealError(error: Error, secrets: readonly string[], depth: number): Error {
  // Such as the `input` of an address that is none.
  const fields = Object.entries(error).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  const text = [error.message, error.stack ?? '', ...fields.map(([, value]) => value)].join('\n')
  const hasSecret = concealText(text, secrets) !== text
  // Some clients put the whole request there. It is left out, as are the errors that one stands for.
  const hasObjects = error instanceof AggregateError || Object.values(error).some((value) => typeof value === 'object')
  if (!hasSecret && !hasObjects && error.cause === undefined) return error
  const copy = new Error(String(conceal(error.message, secrets)), { cause: conceal(error.cause, secrets, depth + 1) })
  const concealed = Object.fromEntries(fields.map(([name, value]) => [name, conceal(value, secrets)]))
  return Object.assign(copy, concealed, { name: error.name, stack: conceal(error.stack, secrets) })
}
