import { type ChatError, toChatError, withDetails } from '@sluice/core'
import { createChatCall, type PostedCall } from './chat-call.ts'
import { messageStream } from './message-stream.ts'
import { report } from './report.ts'
import type { RouteSettings } from './route-settings.ts'
import { streamResponse } from './stream-response.ts'

/** Answers with a run that belongs to its response: it goes as fast as that is read, and ends with it. */
export async function directAnswer(posted: PostedCall, settings: RouteSettings): Promise<Response> {
  const { request, requestId } = posted
  const { heartbeatMs, stalledMs, clock, cors, waitUntil } = settings
  const { run, encoder, onChunk, settle } = await createChatCall(posted, { endsWithRequest: true, settings })

  let isReady: boolean
  let end = (_: Promise<void>) => {}
  try {
    waitUntil?.(new Promise((resolve) => (end = resolve)), request)
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
  const stream = messageStream({ run, encoder, isReady, requestId, heartbeatMs, stalledMs, clock, onChunk, onEnd })
  return streamResponse(stream, { request, cors, runId: requestId, rateLimit: run.rateLimit() })
}
