import { isChatError, type RunLog } from '@sluice/core'
import { parseEventId } from './event-id.ts'
import { followRun } from './follow-run.ts'
import { identified } from './identified.ts'
import { sourceResponse } from './logged-answer.ts'
import { corsHeaders } from './origin.ts'
import type { RouteSettings } from './route-settings.ts'
import { chatIdOf, idempotencyKey, ownerOf } from './run-address.ts'
import { streamResponse } from './stream-response.ts'

/** Answers a GET of `{api}/{chat}/stream`: the run that is to be read on, or 204. */
export async function resumeAnswer(request: Request, settings: RouteSettings): Promise<Response> {
  const { log, cors, commitAfterMs, clock } = settings
  const headers = { 'cache-control': 'no-store', ...corsHeaders(request, cors) }
  const nothing = () => new Response(null, { status: 204, headers })
  const { owner } = await visitor(request, settings)
  if (log === undefined || owner === undefined) return nothing()
  const lastEventId = request.headers.get('last-event-id') ?? ''
  const place = await placeToResume(log, owner, { lastEventId, key: idempotencyKey(request) })
  if (place === undefined) return nothing()
  // Next answers HEAD with GET, and never reads the body, so its reader would never go.
  if (request.method === 'HEAD') return streamResponse(null, { request, cors, runId: place.runId })
  try {
    const source = await followRun({ log, ...place, http: request, commitAfterMs, clock })
    return source === undefined ? nothing() : sourceResponse(source, { runId: place.runId, request, settings })
  } catch (error) {
    // It never began.
    if (isChatError(error)) return nothing()
    throw error
  }
}

/** Answers a DELETE of the same address: the run that the key names is stopped, without a key the chat's latest. */
export async function stopAnswer(request: Request, settings: RouteSettings): Promise<Response> {
  const { log, cors } = settings
  const { owner, caller } = await visitor(request, settings)
  if (log !== undefined && owner !== undefined) {
    const key = idempotencyKey(request)
    if (key !== undefined) await log.stopKey(owner, key, caller)
    else {
      const run = await log.find(owner)
      if (run !== undefined) await log.stop(run.runId)
    }
  }
  return new Response(null, { status: 204, headers: corsHeaders(request, cors) })
}

/** Whose runs the request is about: nobody's where nobody is asked who calls, or the address is not that of a chat. */
async function visitor(
  request: Request,
  { log, identify }: RouteSettings,
): Promise<{ owner?: string; caller?: string }> {
  if (log === undefined) return {}
  const caller = await identified(request, identify)
  const chatId = chatIdOf(request)
  return caller === undefined || chatId === undefined ? {} : { owner: ownerOf(caller, chatId), caller: caller.id }
}

/**
 * From where a client reads on that says what it read last, or by which key it asked; `undefined` where there is nothing
 * for it.
 */
async function placeToResume(
  log: RunLog,
  owner: string,
  { lastEventId, key }: { lastEventId: string; key: string | undefined },
) {
  const place = parseEventId(lastEventId)
  const known = place === undefined ? undefined : await log.find(owner, place.runId)
  if (place !== undefined && known !== undefined) {
    const isAtEnd = known.isEnded && place.seq >= known.lastSeq
    // Who claims to have more than there is has something else.
    const after = place.seq > known.lastSeq ? 0 : place.seq
    return known.isKept && !isAtEnd ? { runId: known.runId, after } : undefined
  }
  const latest = await log.find(owner)
  if (latest === undefined || !latest.isKept) return undefined
  // Who names the key has got nothing of the run, whatever was written to it, and wants no other.
  if (key !== undefined && latest.key !== key) return undefined
  const isWanted = key !== undefined || lastEventId !== '' || !latest.isEnded || !latest.isDelivered
  return isWanted ? { runId: latest.runId, after: 0 } : undefined
}
