import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import { isRecord } from '../chat/record.ts'
import { retryAfterMs } from './retry-after.ts'

/** A failure as a provider reported it. */
export interface ReportedFailure {
  /** Of the HTTP reply; 200 for an error inside a stream, or from a provider that always says 200. */
  status: number
  headers: Headers
  /** The parsed body, or its text where it is no JSON. */
  body: unknown
  /** Epoch milliseconds at which it came. */
  now: number
}

/** What a family of providers means by its failures. A word beats the status, and a phrase beats a word. */
export interface ErrorTable {
  /**
   * The vendor's codes and types, separated by spaces, by what they mean. They are compared without case and punctuation.
   * `401:invalid_model` is the word under that status only.
   */
  readonly words: ErrorWords
  /** Wording that alone tells what a code leaves open, in any case. The longest that matches counts. */
  readonly phrases?: ErrorPhrases | undefined
}
type ErrorWords = Readonly<Partial<Record<ChatErrorCode, string>>>
type ErrorPhrases = Readonly<Partial<Record<ChatErrorCode, readonly string[]>>>

const codesByStatus: Readonly<Record<number, ChatErrorCode>> = {
  400: 'bad-request',
  401: 'auth',
  402: 'quota-exceeded',
  403: 'forbidden',
  404: 'not-found',
  405: 'bad-request',
  408: 'timeout',
  409: 'server',
  413: 'context-too-long',
  422: 'bad-request',
  429: 'rate-limited',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

// A vendor that is out of order, or refuses a key, may speak of the context window, too.
const lengthStatuses = new Set([200, 400, 413, 422])

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
}

/** A function that turns failures into errors by these tables, the first of them first. What the vendor said is kept as the `cause`, with its id of the request. */
export function createClassifier(...tables: readonly ErrorTable[]): (failure: ReportedFailure) => ChatError {
  const byWord = new Map<string, ChatErrorCode>()
  for (const [code, words] of tables.toReversed().flatMap(({ words }) => entriesOf(words))) {
    for (const word of words.split(' ')) byWord.set(bare(word), code)
  }
  const phrases = tables
    .flatMap(({ phrases = {} }) => entriesOf(phrases))
    .flatMap(([code, said]) => said.map((phrase) => [phrase.toLowerCase(), code] as const))
    .sort(([left], [right]) => right.length - left.length)

  function codeOf(status: number, message: string, words: readonly string[]): ChatErrorCode {
    const said = message.toLowerCase()
    const known = words.map((word) => byWord.get(bare(`${status}:${word}`)) ?? byWord.get(bare(word)))
    // DeepSeek and others say of everything, besides what it is, that the request was invalid.
    const code = known.find((code) => code !== undefined && code !== 'bad-request') ?? known.find(Boolean)
    const mayBeLength = lengthStatuses.has(status) && code !== 'auth' && code !== 'quota-exceeded'
    const byPhrase = phrases.find(
      ([phrase, code]) => said.includes(phrase) && (code !== 'context-too-long' || mayBeLength),
    )
    if (byPhrase !== undefined) return byPhrase[1]
    if (code !== undefined) return code
    // Inside a stream the status is 200; some servers then put the real one into `code`.
    const effective = status === 200 ? Number(words.find((word) => /^[45]\d\d$/.test(word)) ?? 500) : status
    return codesByStatus[effective] ?? (effective >= 500 ? 'server' : 'bad-request')
  }

  return ({ status, headers, body, now }) => {
    const { message, words } = read(body, headers)
    const code = codeOf(status, message, words)
    return new ChatError(code, sentences[code] ?? 'The provider failed.', {
      cause: { status, body, ...requestIdOf(headers) },
      retryAfterMs: retryAfterMs(headers, message, now),
    })
  }
}

const requestIds = ['x-request-id', 'request-id', 'x-bce-request-id', 'x-ds-trace-id']

/** What the vendor's support asks for. */
function requestIdOf(headers: Headers): { requestId?: string } {
  for (const name of requestIds) {
    const id = headers.get(name)
    if (id !== null) return { requestId: id.slice(0, 200) }
  }
  return {}
}

function entriesOf<Value>(record: Readonly<Partial<Record<ChatErrorCode, Value>>>): [ChatErrorCode, Value][] {
  return Object.entries(record) as [ChatErrorCode, Value][]
}

/** One vendor's spellings of a code differ by case, dots and underscores. */
function bare(word: string): string {
  return word.toLowerCase().replace(/[._-]/g, '')
}

/** The fields of all vendors: `{ error: { message, type, code } }` or the same at the top, Baidu's `error_code` and `error_msg`. */
function read(body: unknown, headers: Headers): { message: string; words: readonly string[] } {
  const error = isRecord(body) ? (body.error ?? body) : body
  const given = headers.get('x-bce-error-code')
  if (!isRecord(error)) {
    return { message: typeof error === 'string' ? error.slice(0, 1_000) : '', words: given === null ? [] : [given] }
  }
  const words = [error.error_code, error.code, error.type, given, error.status].filter(isWord)
  const message = error.message ?? error.error_msg ?? error.msg
  return { message: typeof message === 'string' ? message : '', words: words.map((word) => String(word).slice(0, 200)) }
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
