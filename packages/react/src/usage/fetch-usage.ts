import { type CallerUsage, ChatError, isChatError, systemClock } from '@sluice/core'
import { readBatches } from '../transport/chat-transport.ts'
import type { HttpTransportOptions } from '../transport/http-transport-options.ts'
import { plainHeaders } from '../transport/plain-headers.ts'
import { contentType, noAnswer, refusal } from '../transport/refusal.ts'
import { resolved } from '../transport/resolvable.ts'
import { readUsage } from './read-usage.ts'

/** Where to ask, and how: as a chat's transport does. */
export type UsageRequest = Pick<HttpTransportOptions, 'api' | 'headers' | 'credentials' | 'fetch'>

// Some thousand budgets. Whatever is longer is none of ours.
const mostLength = 1_048_576

/**
 * Asks a chat's route what its caller has used.
 *
 * @throws ChatError for a refusal, for no answer, and for an answer that is none; the signal's reason if aborted.
 */
export async function fetchUsage(
  { api = '/api/chat', ...request }: UsageRequest,
  signal: AbortSignal,
): Promise<CallerUsage> {
  const [headers, credentials] = await Promise.all([resolved(request.headers), resolved(request.credentials)])
  signal.throwIfAborted()
  const response = await reach(request.fetch ?? globalThis.fetch, api.replace(/\/?([?#].*)?$/, '/usage$1'), {
    headers: plainHeaders(headers),
    ...(credentials && { credentials }),
    signal,
  })
  if (!response.ok) throw await refusal(response, systemClock)
  if (!/^application\/json\b/i.test(contentType(response))) throw noAnswer(response)
  const usage = readUsage(parsed(await bodyOf(response, signal)))
  if (usage === undefined) throw new ChatError('server', 'The server sent something that is not an answer.')
  return usage
}

async function bodyOf({ body }: Response, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const [bytes] of body === null ? [] : readBatches(body, signal)) {
      text += decoder.decode(bytes, { stream: true })
      if (text.length > mostLength) throw new ChatError('server', 'The server sent more than can be accepted.')
    }
  } catch (cause) {
    throw isChatError(cause) ? cause : new ChatError('interrupted', 'The answer broke off before its end.', { cause })
  }
  signal.throwIfAborted()
  return text
}

async function reach(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    init.signal?.throwIfAborted()
    if (isChatError(cause)) throw cause
    throw new ChatError('network', 'The server could not be reached.', { cause })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Nothing that could be read.
    return undefined
  }
}
