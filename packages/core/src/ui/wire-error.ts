import { ChatError, type ChatErrorCode, isChatErrorCode } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'

/** What a browser is told of a failure. */
export interface WireError {
  code: ChatErrorCode
  message: string
  retryAfterMs?: number | undefined
  requestId?: string | undefined
}

// Trouble of ours with a provider. A user could only misread it: our bad key is not the user's 401.
const hiddenCodes: ReadonlySet<ChatErrorCode> = new Set(['auth', 'quota-exceeded'])

/** The part of an error that may leave the server. */
export function toWireError(error: ChatError): WireError {
  const isOurs = hiddenCodes.has(error.code) || (error.code === 'forbidden' && error.provider !== undefined)
  return {
    code: isOurs ? 'provider-unavailable' : error.code,
    message: isOurs ? 'The provider is not available at the moment.' : error.message,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  }
}

/** Why something happened, as a browser is told: in a notice it is always a provider that refused us. */
export function toWireReason<Reason>(reason: Reason): Reason | ChatErrorCode {
  return isChatErrorCode(reason) && (hiddenCodes.has(reason) || reason === 'forbidden')
    ? 'provider-unavailable'
    : reason
}

/** The error that a server told of. What it did not say, or said wrongly, is filled in. */
export function fromWireError(wire: unknown, fallback: { code: ChatErrorCode; message: string }): ChatError {
  const { code, message, retryAfterMs, requestId } = isRecord(wire) ? wire : {}
  return new ChatError(
    isChatErrorCode(code) ? code : fallback.code,
    typeof message === 'string' && message !== '' ? message : fallback.message,
    {
      retryAfterMs: typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? retryAfterMs : undefined,
      requestId: typeof requestId === 'string' ? requestId : undefined,
    },
  )
}
