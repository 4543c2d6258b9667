import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import { retryAfterMs } from './retry-after.ts'

/** A failure as a provider of the OpenAI family reported it. */
export interface ReportedFailure {
  /** Of the HTTP reply; 200 for an error inside a stream. */
  status: number
  headers: Headers
  /** The parsed body, or its text where it is no JSON. */
  body: unknown
  /** Epoch milliseconds at which it came. */
  now: number
}

// OpenAI's own codes and types, then those that compatible servers add. A word here beats the HTTP status.
const codesByWord: Readonly<Record<string, ChatErrorCode>> = {
  context_length_exceeded: 'context-too-long',
  content_filter: 'content-filtered',
  content_policy_violation: 'content-filtered',
  data_inspection_failed: 'content-filtered',
  insufficient_quota: 'quota-exceeded',
  billing_hard_limit_reached: 'quota-exceeded',
  credit_balance_exhausted: 'quota-exceeded',
  exceeded_current_quota_error: 'quota-exceeded',
  rate_limit_exceeded: 'rate-limited',
  rate_limit_reached_error: 'rate-limited',
  engine_overloaded_error: 'overloaded',
  server_is_overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  slow_down: 'overloaded',
  model_not_found: 'not-found',
  invalid_api_key: 'auth',
}

const codesByStatus: Readonly<Record<number, ChatErrorCode>> = {
  400: 'bad-request',
  401: 'auth',
  402: 'quota-exceeded',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  409: 'server',
  413: 'context-too-long',
  422: 'bad-request',
  429: 'rate-limited',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

const sentences: Partial<Record<ChatErrorCode, string>> = {
  'bad-request': 'The provider did not accept the request.',
  'context-too-long': 'The conversation is too long for this model.',
  'content-filtered': 'The provider refused this content.',
  'quota-exceeded': "The provider's account is used up.",
  'rate-limited': 'The provider is receiving too many requests.',
  overloaded: 'The provider is overloaded.',
  'not-found': 'The provider does not know this model.',
  auth: 'The provider refused the credential.',
  forbidden: 'The provider does not permit this.',
  timeout: 'The provider took too long.',
  server: 'The provider failed.',
}

/** The one place where failures of this family become codes. What the vendor said is kept as the `cause`. */
export function openaiError({ status, headers, body, now }: ReportedFailure): ChatError {
  const { message, words } = read(body)
  const code = codeOf(status, message, words)
  return new ChatError(code, sentences[code] ?? 'The provider failed.', {
    cause: { status, body },
    retryAfterMs: retryAfterMs(headers, message, now),
  })
}

function codeOf(status: number, message: string, words: readonly string[]): ChatErrorCode {
  for (const word of words) {
    const code = Object.hasOwn(codesByWord, word.toLowerCase()) ? codesByWord[word.toLowerCase()] : undefined
    if (code !== undefined) return code
  }
  // vLLM and Moonshot tell a conversation that is too long from any other bad request by their wording alone.
  if (/maximum context length|exceeded model token limit/i.test(message)) return 'context-too-long'
  // Inside a stream the status is 200; some servers then put the real one into `code`.
  const effective = status === 200 ? Number(words.find((word) => /^[45]\d\d$/.test(word)) ?? 500) : status
  return codesByStatus[effective] ?? (effective >= 500 ? 'server' : 'bad-request')
}

/** `{ error: { message, type, code } }`, or the same fields at the top as older vLLM has them. */
function read(body: unknown): { message: string; words: readonly string[] } {
  const error = isRecord(body) ? (body.error ?? body) : body
  if (!isRecord(error)) return { message: typeof error === 'string' ? error.slice(0, 1_000) : '', words: [] }
  const words = [error.code, error.type].filter((word) => typeof word === 'string' || typeof word === 'number')
  return { message: typeof error.message === 'string' ? error.message : '', words: words.map(String) }
}
