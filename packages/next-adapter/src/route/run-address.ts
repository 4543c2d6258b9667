import { type Caller, ChatError } from '@sluice/core'

// As long as ids of chats may be in a body.
const longestId = 256

/** The chat that a URL of the form `{api}/{id}/stream` is about; `undefined` for another URL. */
export function chatIdOf(request: Request): string | undefined {
  const [, segment] = /\/([^/]+)\/stream\/?$/.exec(new URL(request.url).pathname) ?? []
  const id = segment === undefined ? undefined : decoded(segment)
  return isAddressable(id) ? id : undefined
}

/** Whether a run of this chat can be found again: its id has to be a segment of a URL, which takes dots for directions. */
export function isAddressable(chatId: string | undefined): chatId is string {
  return chatId !== undefined && chatId !== '' && chatId !== '.' && chatId !== '..' && chatId.length <= longestId
}

/** Whose runs those of one chat of one caller are, for the log. */
export function ownerOf(caller: Caller, chatId: string): string {
  return JSON.stringify([caller.id, chatId])
}

/** The key that makes requests that are sent twice one. */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key') ?? ''
  if (key.length > longestId)
    throw new ChatError('bad-request', `Idempotency-Key is longer than ${longestId} characters.`)
  return key === '' ? undefined : key
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    // No client of ours writes it, so no chat has it.
    return undefined
  }
}
