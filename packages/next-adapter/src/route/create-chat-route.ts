import { toChatError, withDetails } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import type { MessageSchemas, UIMessageOf } from '../messages/message-schemas.ts'
import { parseChatBody } from './chat-body.ts'
import type { ChatRouteOptions } from './chat-route-options.ts'
import { directAnswer } from './direct-answer.ts'
import { errorResponse } from './error-response.ts'
import { identified } from './identified.ts'
import { loggedAnswer } from './logged-answer.ts'
import { checkOrigin, corsHeaders } from './origin.ts'
import { isTooLarge, readJson } from './read-json.ts'
import { report } from './report.ts'
import { resumeAnswer, stopAnswer } from './resume.ts'
import { type RouteSettings, resolveSettings } from './route-settings.ts'
import { idempotencyKey, isAddressable, ownerOf } from './run-address.ts'
import { isUsageAddress, usageAnswer } from './usage-route.ts'

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
 * The routes of a chat: POST answers with a UI message stream. With a log of runs GET `{api}/{id}/stream` resumes the
 * chat's run and DELETE stops it; without one they answer 204. GET `{api}/usage` tells callers what they have used and may
 * still use, where the pipeline knows and `identify` says who asks.
 *
 * @throws RangeError for an option out of range; TypeError for options that contradict each other, and where nobody says
 * who calls but somebody has to know.
 */
export function createChatRoute<Schemas extends MessageSchemas = MessageSchemas>(
  options: ChatRouteOptions<Schemas>,
): ChatRoute<UIMessageOf<Schemas>>
// Messages that have passed their schemas are what the types say; no compiler could follow that.
export function createChatRoute(options: ChatRouteOptions): ChatRoute {
  const settings = resolveSettings(options)
  const { cors } = settings

  /** Whatever goes wrong before a stream has begun ends here, as a response. */
  async function guarded(request: Request, respond: (requestId: string) => Promise<Response>): Promise<Response> {
    const requestId = settings.newRunId()
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
    GET: (request) => guarded(request, () => (isUsageAddress(request) ? usageAnswer : resumeAnswer)(request, settings)),
    DELETE: (request) => guarded(request, () => stopAnswer(request, settings)),
    OPTIONS: nothing,
  }
}

async function answer(request: Request, requestId: string, settings: RouteSettings): Promise<Response> {
  const { log } = settings
  const caller = await identified(request, settings.identify)
  const key = log === undefined ? undefined : idempotencyKey(request)
  const body = await parseChatBody(await readJson(request, settings.maxBodyBytes), settings.messageSchemas)
  const posted = { request, requestId, caller, body }
  if (log === undefined || caller === undefined || !isAddressable(body.id)) return directAnswer(posted, settings)
  return loggedAnswer(posted, { log, owner: ownerOf(caller, body.id), caller: caller.id, key }, settings)
}
