import { ChatError, type RateLimit, type RunLog, sseDone, toChatError, untilAborted, withDetails } from '@sluice/core'
import { createChunkEncoder } from '@sluice/core/ui'
import { createChatCall, type PostedCall } from './chat-call.ts'
import { answerStart } from './continuation.ts'
import { deferred } from './deferred.ts'
import { directAnswer } from './direct-answer.ts'
import { encodeChunk } from './encode-chunk.ts'
import { followRun } from './follow-run.ts'
import { startLoggedRun } from './logged-run.ts'
import { type PartSource, partStream } from './part-stream.ts'
import { writeRefusal } from './refusal.ts'
import { requestDigest } from './request-digest.ts'
import type { RouteSettings } from './route-settings.ts'
import { streamResponse } from './stream-response.ts'

/** Where a call belongs in the log of runs. */
export interface LogPlace {
  log: RunLog
  owner: string
  /** Whose room in the log the run takes. */
  caller: string
  /** Calls of the same key are one. */
  key: string | undefined
}

// A log that names runs that it does not have may do so for ever.
const mostJoins = 3

/** Answers with a run that is logged: a new one, or the one that the same request has started before. */
export async function loggedAnswer(
  posted: PostedCall,
  place: LogPlace,
  settings: RouteSettings,
  joins = 0,
): Promise<Response> {
  const { requestId: runId } = posted
  const { log, owner, caller, key } = place
  const stopping = new AbortController()
  // Workers may touch what another request has begun by a promise alone: whoever asks for the stop only resolves one.
  const asked = deferred()
  void asked.promise.then(() => stopping.abort(new DOMException('The run was asked to stop.', 'AbortError')))
  const digest = key === undefined ? undefined : requestDigest(posted.body)
  const claimed = await log.begin({ runId, owner, caller, key, digest, onStop: () => asked.resolve() })
  if (claimed.type === 'stopped') return stoppedAnswer(posted, settings)
  if (claimed.type === 'known' && claimed.digest !== undefined && claimed.digest !== digest) {
    throw new ChatError('bad-request', 'This Idempotency-Key was used for another request; send a new key.')
  }
  if (claimed.type === 'known') return joinedAnswer(posted, place, { runId: claimed.runId, joins, settings })
  const { replacedRunId } = claimed
  // Only now: a question that is refused must not cost the answer that somebody is reading.
  const onBegun = async () => {
    if (replacedRunId !== undefined) await log.stop(replacedRunId)
  }
  if (claimed.type === 'begun') return newAnswer(posted, { log, stopping: stopping.signal, onBegun, settings })
  const response = await directAnswer(posted, settings)
  await onBegun()
  return response
}

async function joinedAnswer(
  posted: PostedCall,
  place: LogPlace,
  { runId, joins, settings }: { runId: string; joins: number; settings: RouteSettings },
): Promise<Response> {
  const { request } = posted
  const { commitAfterMs, clock } = settings
  const source = await followRun({ log: place.log, runId, after: 0, http: request, commitAfterMs, clock })
  if (source !== undefined) return sourceResponse(source, { runId, request, settings })
  const isKnown = (await place.log.find(place.owner, runId)) !== undefined
  if (isKnown) throw new ChatError('interrupted', 'The answer can no longer be followed.')
  // It was taken back, or forgotten, since it was found: its key is free again.
  if (joins < mostJoins) return loggedAnswer(posted, place, settings, joins + 1)
  throw new ChatError('overloaded', 'The answer cannot be found at the moment.', { retryAfterMs: 1_000 })
}

interface NewAnswer {
  log: RunLog
  stopping: AbortSignal
  /** Called when there will be an answer. */
  onBegun: () => Promise<void>
  settings: RouteSettings
}

async function newAnswer(posted: PostedCall, { log, stopping, onBegun, settings }: NewAnswer): Promise<Response> {
  const { request, requestId: runId } = posted
  const call = await createChatCall(posted, { endsWithRequest: false, settings }).catch(async (thrown) => {
    await log.withdraw(runId, writeRefusal(withDetails(toChatError(thrown), { requestId: runId })))
    throw thrown
  })
  if (request.signal.aborted && settings.continueMs === 0) {
    const gone = new ChatError('interrupted', 'The client left before the answer began.', { requestId: runId })
    await log.withdraw(runId, writeRefusal(gone))
    throw request.signal.reason
  }
  const { feed, begun, leave } = startLoggedRun({ call, request, runId, log, stopping, settings })
  // Whoever asked may have gone by then. Why it does not begin is told below.
  begun.then(onBegun, () => undefined)
  try {
    await untilAborted(begun, request.signal)
  } catch (error) {
    leave()
    throw error
  }
  const source = { read: feed.read, leave, onDelivered: () => void log.deliver(runId) }
  return sourceResponse(source, { runId, request, settings, rateLimit: call.run.rateLimit() })
}

/** What a request gets that was stopped before it arrived. */
function stoppedAnswer({ request, requestId, body }: PostedCall, { generateId, cors }: RouteSettings): Response {
  const { message } = answerStart(body, generateId)
  const chunks = createChunkEncoder({ messageId: message.id, requestId }).abort({ ending: 'stopped' })
  return streamResponse(chunks.map(encodeChunk).join('') + sseDone, { request, cors })
}

interface SourceResponse {
  runId: string
  request: Request
  settings: RouteSettings
  rateLimit?: RateLimit | undefined
}

/** A run as a response. */
export function sourceResponse(source: PartSource, { runId, request, settings, rateLimit }: SourceResponse): Response {
  const { heartbeatMs, stalledMs, clock, cors } = settings
  const body = partStream({ runId, source, http: request, heartbeatMs, stalledMs, clock })
  return streamResponse(body, { request, cors, runId, rateLimit })
}
