import type { RateLimit } from './rate-hint.ts'
import type { PartialAnswer } from './result.ts'

/** What went wrong, with the HTTP status that tells a browser so and whether trying again can help. */
export const chatErrorCodes = {
  /** The request cannot be carried out as it is. */
  'bad-request': { status: 400, retryable: false },
  /** The caller is not known: `identify` said so. */
  unauthenticated: { status: 401, retryable: false },
  /** The caller is known and may not do this. */
  forbidden: { status: 403, retryable: false },
  /** The model or address does not exist. */
  'not-found': { status: 404, retryable: false },
  /** Too many requests or tokens in too short a time. */
  'rate-limited': { status: 429, retryable: true },
  /** A budget in money is used up. */
  'over-budget': { status: 402, retryable: false },
  /** The conversation does not fit into the model's window. */
  'context-too-long': { status: 413, retryable: false },
  /** The prompt or the answer was refused for what it says. */
  'content-filtered': { status: 422, retryable: false },
  /** The provider's account is used up or unpaid. */
  'quota-exceeded': { status: 502, retryable: false },
  /** The provider refused our credential. */
  auth: { status: 502, retryable: false },
  /** What a browser is told of `auth`, `quota-exceeded` and a vendor's `forbidden`: our account is not the user's fault. */
  'provider-unavailable': { status: 502, retryable: false },
  /** The provider has no capacity at the moment. */
  overloaded: { status: 503, retryable: true },
  /** We stopped asking a provider that keeps failing. */
  'circuit-open': { status: 503, retryable: true },
  /** Something took longer than it may. */
  timeout: { status: 504, retryable: true },
  /** The connection could not be made or was lost. */
  network: { status: 502, retryable: true },
  /** The answer broke off before its end. */
  interrupted: { status: 502, retryable: true },
  /** The provider failed. */
  server: { status: 502, retryable: true },
  /** We failed. */
  internal: { status: 500, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>

/** One of the names in {@link chatErrorCodes}. */
export type ChatErrorCode = keyof typeof chatErrorCodes

/** What may be said of an error besides its code and message. */
export interface ChatErrorOptions {
  /** The original failure. For logs: it never leaves the server. */
  cause?: unknown
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number | undefined
  /** The provider that failed. */
  provider?: string | undefined
  /** The provider's name of the model that failed. */
  model?: string | undefined
  /** The id under which logs and records know the call. */
  requestId?: string | undefined
  /** What had been received when it failed. */
  partial?: PartialAnswer | undefined
  /** What is left of the caller's quota, where it was this that refused. */
  rateLimit?: RateLimit | undefined
}

// Registered globally, so that an error of another copy of this package is still recognised.
const brand = Symbol.for('sluice.chat-error')

/** The one error class of Sluice. Its `message` may be shown to a user; what a vendor said is in `cause`. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ChatErrorCode
  readonly retryAfterMs: number | undefined
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly requestId: string | undefined
  readonly partial: PartialAnswer | undefined
  readonly rateLimit: RateLimit | undefined

  constructor(code: ChatErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.provider = options.provider
    this.model = options.model
    this.requestId = options.requestId
    this.partial = options.partial
    this.rateLimit = options.rateLimit
    Object.defineProperty(this, brand, { value: true })
  }

  /** The HTTP status of the code. */
  get status(): number {
    return chatErrorCodes[this.code].status
  }

  /** Whether trying again can help. Says nothing about whether content has been sent already. */
  get retryable(): boolean {
    return chatErrorCodes[this.code].retryable
  }
}

/** Whether `value` is a `ChatError`, from this copy of the package or another. */
export function isChatError(value: unknown): value is ChatError {
  return typeof value === 'object' && value !== null && brand in value
}

/** Whether `value` names an error code, for reading one off the wire. */
export function isChatErrorCode(value: unknown): value is ChatErrorCode {
  return typeof value === 'string' && Object.hasOwn(chatErrorCodes, value)
}

/** The same error with more said of it; what it says already stays. */
export function withDetails(error: ChatError, options: ChatErrorOptions): ChatError {
  const detailed = new ChatError(error.code, error.message, {
    cause: error.cause,
    retryAfterMs: error.retryAfterMs ?? options.retryAfterMs,
    provider: error.provider ?? options.provider,
    model: error.model ?? options.model,
    requestId: error.requestId ?? options.requestId,
    partial: error.partial ?? options.partial,
    rateLimit: error.rateLimit ?? options.rateLimit,
  })
  if (error.stack !== undefined) detailed.stack = error.stack
  return detailed
}

/** What was thrown, as a `ChatError`: anything we do not know becomes `internal` with a fixed sentence. */
export function toChatError(error: unknown): ChatError {
  // Another version of this package may know codes that this one does not.
  if (isChatError(error) && isChatErrorCode(error.code)) return error
  return new ChatError('internal', 'Something went wrong on the server.', { cause: error })
}
