import { type Clock, systemClock } from '../chat/clock.ts'
import { ChatError, isChatError, withDetails } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { flatten } from '../chat/flatten.ts'
import type { Handler } from '../chat/handler.ts'
import { isRecord } from '../chat/record.ts'
import type { JsonObject } from '../chat/request.ts'
import { mapSse, type SseDecoderOptions, type SseEvent } from '../stream/sse-decoder.ts'
import type { Authorize } from './authorize.ts'
import { brokenOff, discard, type Fetch, postJson, readText } from './http.ts'
import { openaiError } from './openai-errors.ts'
import { createOpenAIReply, type OpenAIReply } from './openai-reply.ts'
import { toOpenAIRequest } from './openai-request.ts'

export interface OpenAIChatOptions {
  /** The model as the provider names it. */
  model: string
  /** The provider's name in events, records and errors. @default 'openai' */
  provider?: string | undefined
  /** Where `/chat/completions` is. @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
  /** Puts the credential on each request. A server of one's own may need none. */
  authorize?: Authorize | undefined
  /** More headers for every request. For credentials use `authorize`. */
  headers?: Readonly<Record<string, string>> | undefined
  /** More fields for the body of every request, such as `{ enable_thinking: true }`. */
  extraBody?: JsonObject | undefined
  /** What the server calls the limit of the answer's length. @default 'max_completion_tokens' */
  maxTokensField?: 'max_completion_tokens' | 'max_tokens' | undefined
  fetch?: Fetch | undefined
  clock?: Clock | undefined
}

// Far more than any answer has, and still nothing that could hurt a server.
const maxReplyBytes = 16 * 1_048_576
const maxErrorBytes = 65_536

/** A provider that speaks OpenAI's chat completions: OpenAI itself and the many compatible servers. */
export function openaiChat(options: OpenAIChatOptions): Handler {
  const provider = options.provider ?? 'openai'
  const { model, clock = systemClock } = options
  const url = `${(options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')}/chat/completions`
  const style = {
    model,
    maxTokensField: options.maxTokensField ?? 'max_completion_tokens',
    extraBody: options.extraBody ?? {},
  } as const

  return (request, { signal, requestId }) => {
    /** The reason of an abort may be an error of ours too, and is thrown as it is. */
    const toError = (thrown: unknown) => {
      const error = brokenOff(thrown, signal)
      return isChatError(error) && error !== signal.reason ? withDetails(error, { provider, model, requestId }) : error
    }
    return flatten(async () => {
      try {
        signal.throwIfAborted()
        const body = toOpenAIRequest(request, style)
        const response = await postJson({ ...options, url, body, signal })
        if (!response.ok) throw await refusal(response, signal, clock)
        const reply = createOpenAIReply({ provider, model, now: clock.now })
        if (isJson(response)) return readWhole(await readText(response, maxReplyBytes, signal), reply, toError)
        return readStream(response, reply, { signal, clock, toError })
      } catch (error) {
        throw isChatError(error) ? toError(error) : error
      }
    })
  }
}

/** The events of one read at a time. */
type Batches = AsyncIterableIterator<readonly ChatEvent[], void>

function readStream(response: Response, reply: OpenAIReply, options: SseDecoderOptions): Batches {
  if (response.body === null || isPage(response)) {
    discard(response)
    throw new ChatError('server', 'The provider sent something that is not an answer.')
  }
  const read = (event: SseEvent) => {
    if (isDone(event)) {
      reply.markComplete()
      return []
    }
    const chunk = parse(event)
    // LM Studio and others name the event and put the error's fields at the top.
    return reply.read(event.event === 'error' && isRecord(chunk) ? { error: chunk.error ?? chunk } : chunk)
  }
  const isComplete = () => reply.isComplete
  return mapSse(response.body, read, { ...options, isLast: isDone, isComplete, atEnd: reply.end })
}

/** Also the reply of a server that was asked to stream and would not. */
async function* readWhole(data: string, reply: OpenAIReply, toError: (error: unknown) => unknown): Batches {
  try {
    const body = parse({ data })
    const said = reply.read(body)
    if (!isRecord(body) || !Array.isArray(body.choices)) throw notAnAnswer(data)
    yield said
    // It came whole, whether it says why it ended or not.
    reply.markComplete()
    yield reply.end()
  } catch (error) {
    throw toError(error)
  }
}

async function refusal(response: Response, signal: AbortSignal, clock: Clock): Promise<ChatError> {
  const text = await readText(response, maxErrorBytes, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    // The status alone says enough; that its explanation could not be read does not change it.
    return String(error)
  })
  return openaiError({ status: response.status, headers: response.headers, body: tryJson(text), now: clock.now() })
}

function parse({ data, unterminated }: SseEvent): unknown {
  try {
    return JSON.parse(data)
  } catch (cause) {
    if (unterminated) throw new ChatError('interrupted', 'The answer broke off before its end.', { cause })
    throw notAnAnswer(data)
  }
}

function notAnAnswer(data: string): ChatError {
  return new ChatError('server', 'The provider sent something that is not an answer.', { cause: data.slice(0, 200) })
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // An HTML page of a proxy, for instance.
    return text.slice(0, 1_000)
  }
}

function isDone(event: SseEvent): boolean {
  return event.data === '[DONE]'
}

function isJson(response: Response): boolean {
  return contentType(response).includes('application/json')
}

function isPage(response: Response): boolean {
  return contentType(response).includes('text/html')
}

function contentType(response: Response): string {
  return response.headers.get('content-type')?.toLowerCase() ?? ''
}
