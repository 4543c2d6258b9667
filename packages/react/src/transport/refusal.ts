import { ChatError, type ChatErrorCode, type Clock, chatErrorCodes } from '@sluice/core'
import { fromWireError } from '@sluice/core/ui'

/** The error that a response with a status of failure tells of. */
export async function refusal(response: Response, clock: Clock): Promise<ChatError> {
  const { status } = response
  // A body that breaks off says no more than none.
  const said = parsed(await response.text().catch(() => ''))
  const wire: unknown = Object(said).error ?? said
  return fromWireError(
    {
      retryAfterMs: retryAfterMs(response, clock),
      requestId: requestId(response),
      ...(typeof wire === 'object' && wire),
    },
    { code: codeOf(status), message: isSentence(wire) ? wire : `The server refused the request (${status}).` },
  )
}

/** The error that a response is which should be an answer and is none. It is not read any further. */
export function noAnswer(response: Response): ChatError {
  // How it takes the news is of no interest.
  response.body?.cancel().catch(() => undefined)
  // Who is led away to a page is nearly always to sign in there.
  const isSignIn = response.redirected && /html/i.test(contentType(response))
  return new ChatError(
    isSignIn ? 'unauthenticated' : 'server',
    isSignIn ? 'Please sign in again.' : 'The server sent something that is not an answer.',
    { requestId: requestId(response) ?? undefined, cause: response },
  )
}

/** Empty where the server does not say. */
export function contentType({ headers }: Response): string {
  return headers.get('content-type') ?? ''
}

/** JSON, or the text itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Routes of the AI SDK refuse in plain words.
    return text
  }
}

/** Whether it may stand where an error is shown: no page, no trace, no broken JSON. */
function isSentence(value: unknown): value is string {
  return typeof value === 'string' && /^[^<{[].{0,199}$/.test(value.trim())
}

function requestId({ headers }: Response): string | null {
  return headers.get('x-request-id') ?? headers.get('x-sluice-run-id')
}

function retryAfterMs({ headers }: Response, clock: Clock): number {
  // No value is no date either.
  const value = headers.get('retry-after') || '-'
  // Seconds, or a date by the server's own clock, where it tells the time: the user's may be wrong.
  const seconds = Number(value)
  return seconds >= 0 ? seconds * 1_000 : Date.parse(value) - (Date.parse(headers.get('date') ?? '') || clock.now())
}

// In the order of preference where several codes share a status.
const plainCodes: readonly ChatErrorCode[] = ['bad-request', 'unauthenticated', 'overloaded', 'server']

function codeOf(status: number): ChatErrorCode {
  const codes = [...plainCodes, ...(Object.keys(chatErrorCodes) as ChatErrorCode[])]
  return codes.find((code) => chatErrorCodes[code].status === status) ?? (status >= 500 ? 'server' : 'bad-request')
}
