import {
  type Caller,
  ChatError,
  consoleLogger,
  type Logger,
  newId,
  redacting,
  systemClock,
  toChatError,
  withDetails,
} from '@sluice/core'
import {
  createChunkEncoder,
  createMessageBuilder,
  type UIMessage,
  uiStreamHeader,
  uiStreamVersion,
} from '@sluice/core/ui'
import { checkedSchemas } from '../messages/checked-schemas.ts'
import type { MessageSchemas, UIMessageOf } from '../messages/message-schemas.ts'
import { type ChatBody, parseChatBody } from './chat-body.ts'
import type { ChatRouteOptions, FinishedCall } from './chat-route-options.ts'
import { errorResponse } from './error-response.ts'
import { messageStream } from './message-stream.ts'
import { checkOrigin, corsHeaders } from './origin.ts'
import { preparedCall } from './prepared-call.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { isTooLarge, readJson } from './read-json.ts'
import { createRun, type Run } from './run.ts'

/** Route handlers as Next's App Router wants them, and everything else that has `Request` and `Response`. */
export interface ChatRoute<Message = UIMessage> {
  GET: RouteHandler
  POST: RouteHandler<Message>
  DELETE: RouteHandler
  /** Answers preflights; needed only with `cors`. */
  OPTIONS: RouteHandler
  /** Never there: the type of its messages, for `InferUIMessage<typeof route>`. */
  readonly '~message'?: Message | undefined
}

export interface RouteHandler<Message = unknown> {
  (request: Request): Promise<Response>
  /** Never there: the type of the messages it answers, for `InferUIMessage<typeof POST>`. */
  readonly '~message'?: Message | undefined
}

/**
 * The routes of a chat: POST answers with a UI message stream. GET and DELETE, for resuming and stopping a run, answer
 * 204: there is nothing to resume without a log of runs.
 *
 * @throws RangeError for an option out of range; TypeError where nobody says who calls, and the pipeline has to know.
 */
export function createChatRoute<Schemas extends MessageSchemas = MessageSchemas>(
  options: ChatRouteOptions<Schemas>,
): ChatRoute<UIMessageOf<Schemas>>
// Messages that have passed their schemas are what the types say; no compiler could follow that.
export function createChatRoute(options: ChatRouteOptions): ChatRoute {
  const settings = resolve(options)
  const { cors } = settings

  /** Whatever goes wrong before a stream has begun ends here, as a response. */
  async function guarded(request: Request, respond: (requestId: string) => Promise<Response>): Promise<Response> {
    const requestId = settings.generateId()
    try {
      checkOrigin(request, cors)
      return await respond(requestId)
    } catch (thrown) {
      if (request.signal.aborted) return new Response(null, { status: 499 })
      const error = withDetails(toChatError(thrown), { requestId })
      report(settings.logger, error)
      const status = isTooLarge(thrown) ? 413 : undefined
      return errorResponse(error, { requestId, headers: corsHeaders(request, cors), status })
    }
  }
  async function nothing(request: Request): Promise<Response> {
    return guarded(request, async () => new Response(null, { status: 204, headers: corsHeaders(request, cors) }))
  }

  return {
    POST: (request) => guarded(request, (requestId) => answer(request, requestId, settings)),
    GET: nothing,
    DELETE: nothing,
    OPTIONS: nothing,
  }
}

type Settings = ReturnType<typeof resolve>

async function answer(request: Request, requestId: string, settings: Settings): Promise<Response> {
  const { handler, clock, heartbeatMs, waitUntil } = settings
  const caller = await identified(request, settings)
  const body = await parseChatBody(await readJson(request, settings.maxBodyBytes), settings.messageSchemas)
  const prepared = await preparedCall({ request, body, caller, prepare: settings.prepare })

  const run = createRun({ handler, ...prepared, caller, requestId, http: request, clock })
  const message = answerMessage(body, settings.generateId)
  const encoder = createChunkEncoder({ messageId: message.id, requestId })
  const builder = settings.onFinish && createMessageBuilder(message)
  const settle = async (error: ChatError | undefined): Promise<void> => {
    builder?.close()
    await tellFinished(settings, { run, requestId, caller, body, error, message: builder?.snapshot() })
  }

  let isReady: boolean
  let end = (_: Promise<void>) => {}
  try {
    waitUntil?.(new Promise((resolve) => (end = resolve)))
    isReady = await run.open(settings.commitAfterMs)
  } catch (thrown) {
    const settled = settle(run.signal.aborted ? undefined : withDetails(toChatError(thrown), { requestId }))
    end(settled)
    // A call that failed is over already; one that was never begun is not.
    run.hangUp()
    if (waitUntil === undefined) await settled
    throw thrown
  }
  const onEnd = (error: ChatError | undefined): Promise<void> => {
    if (error !== undefined) report(settings.logger, error)
    const done = settle(error)
    end(done)
    return waitUntil === undefined ? done : Promise.resolve()
  }
  const stream = messageStream({ run, encoder, isReady, requestId, heartbeatMs, clock, onChunk: builder?.apply, onEnd })
  return new Response(stream, {
    headers: {
      ...streamHeaders,
      'x-sluice-run-id': requestId,
      ...rateLimitHeaders(run.rateLimit),
      ...corsHeaders(request, settings.cors),
    },
  })
}

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  [uiStreamHeader]: uiStreamVersion,
}

/** Whatever `identify` gives that is no caller refuses: a mistake there must not let anybody in. */
async function identified(request: Request, { identify }: Settings): Promise<Caller | undefined> {
  if (identify === undefined) return undefined
  const caller: unknown = await identify(request)
  if (isCaller(caller)) return caller
  throw new ChatError('unauthenticated', 'Please sign in.')
}

function isCaller(value: unknown): value is Caller {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== ''
}

/** A client that sends an answer last has added a tool's result to it, and the same message goes on. */
function answerMessage({ messages }: ChatBody, generateId: () => string): UIMessage {
  const last = messages.at(-1)
  if (last?.role === 'assistant') {
    // What we say of an answer is not for a client to say.
    const { sluice: _, ...metadata } = (last as UIMessage).metadata ?? {}
    return { ...last, metadata } as UIMessage
  }
  return { id: generateId(), role: 'assistant', parts: [] }
}

interface Ending extends Pick<FinishedCall, 'requestId' | 'caller' | 'body' | 'error'> {
  run: Run
  message: UIMessage | undefined
}

async function tellFinished({ onFinish, logger }: Settings, { run, message, ...call }: Ending): Promise<void> {
  if (onFinish === undefined) return
  const outcome = call.error !== undefined ? 'failed' : run.isFinished ? 'finished' : 'aborted'
  const hasContent = message?.parts.some(({ type }) => type !== 'step-start') ?? false
  // An answer that ended by itself is one, even where it says nothing.
  const answer = hasContent || outcome === 'finished' ? message : undefined
  const before = call.body.messages.filter(({ id }) => id !== answer?.id)
  try {
    await onFinish({
      ...call,
      messages: answer === undefined ? before : [...before, answer],
      message: answer,
      outcome,
      usage: run.ended?.usage,
      finishReason: run.ended?.finishReason,
    })
  } catch (error) {
    logger.error('createChatRoute: onFinish threw; the answer is not affected.', { requestId: call.requestId, error })
  }
}

/** What the caller did wrong is the caller's to see; what we or a provider did wrong is the developer's. */
function report(logger: Logger, error: ChatError): void {
  const { code, provider, model, requestId, retryAfterMs, cause } = error
  if (code === 'internal') logger.error('createChatRoute: a call failed.', error)
  // No stack: a provider's failure has nothing to do with where our code stands.
  else if (provider !== undefined) {
    const reason = cause instanceof Error ? `${cause.message}: ${String(cause.cause ?? '')}` : cause
    logger.warn(`createChatRoute: ${provider} failed (${code}).`, { requestId, model, retryAfterMs, reason })
  }
}

function resolve(options: ChatRouteOptions) {
  if (options.handler.needsCaller === true && options.identify === undefined && options.anonymous !== 'shared') {
    throw new TypeError("createChatRoute: the pipeline counts by caller: give identify, or anonymous: 'shared'")
  }
  return {
    handler: options.handler,
    messageSchemas: options.messageSchemas && checkedSchemas(options.messageSchemas, 'createChatRoute: messageSchemas'),
    identify: options.identify,
    prepare: options.prepare,
    onFinish: options.onFinish,
    waitUntil: options.waitUntil,
    cors: options.cors,
    commitAfterMs: atLeast(0, 'commitAfterMs', options.commitAfterMs ?? 2_000),
    heartbeatMs: atLeast(1, 'heartbeatMs', options.heartbeatMs ?? 15_000),
    maxBodyBytes: atLeast(1, 'maxBodyBytes', options.maxBodyBytes ?? 4_194_304),
    generateId: options.generateId ?? newId,
    logger: shielded(options.logger === undefined ? consoleLogger : redacting(options.logger)),
    clock: options.clock ?? systemClock,
  }
}

/** A logger that fails must not take the answer with it. */
function shielded(logger: Logger): Logger {
  const shield = (log: Logger['warn']) => (message: string, details?: unknown) => {
    try {
      log(message, details)
    } catch {
      // There is nowhere left to say so.
    }
  }
  return { warn: shield(logger.warn), error: shield(logger.error) }
}

function atLeast(least: number, name: string, value: number): number {
  if (value >= least && Number.isFinite(value)) return value
  throw new RangeError(`createChatRoute: ${name} must be a number of at least ${least}, got ${value}`)
}
