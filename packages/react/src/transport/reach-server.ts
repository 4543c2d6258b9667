import { ChatError, type Clock, isChatError } from '@sluice/core'
import type { HttpRequest } from './http-request.ts'
import type { IdleWatch } from './idle-watch.ts'
import { untilOnline } from './until-online.ts'

export interface ReachOptions {
  fetch?: typeof globalThis.fetch | undefined
  clock: Clock
  /** Whether to send again what failed. @default where it is safe */
  resend?: boolean | undefined
  /** Whether the server would know the request again. */
  isKnownAgain: boolean
}

const resendDelaysMs = [500, 1_500]

/**
 * Fetches. Whatever the server answers is its answer; what never got one may be sent again.
 *
 * @throws ChatError `network` if there is no answer; the signal's reason if aborted.
 */
export async function reachServer(
  { url, init }: HttpRequest,
  { signal, onRead }: IdleWatch,
  { fetch, clock, resend, isKnownAgain }: ReachOptions,
): Promise<Response> {
  for (let failures = 0; ; failures++) {
    const wasOffline = isOffline()
    onRead()
    try {
      return await (fetch ?? globalThis.fetch)(url, { ...init, signal })
    } catch (cause) {
      signal.throwIfAborted()
      if (isChatError(cause)) throw cause
      // Offline before and after: it has not left this machine. Failures of the network are TypeErrors everywhere; what
      // else an application's `fetch` throws may have been an answer.
      const isSafe = Object(cause).name === 'TypeError' && (isKnownAgain || (wasOffline && isOffline()))
      const delayMs = resendDelaysMs[failures]
      if (delayMs === undefined || !(resend ?? isSafe)) {
        throw new ChatError('network', 'The server could not be reached.', { cause })
      }
      onRead()
      await untilOnline(delayMs, { clock, signal })
    }
  }
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false
}
