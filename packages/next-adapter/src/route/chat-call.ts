import type { Caller, ChatError } from '@sluice/core'
import {
  type ChunkEncoder,
  createChunkEncoder,
  createMessageBuilder,
  type SluiceMetadata,
  type UIMessage,
  type UIMessageChunk,
} from '@sluice/core/ui'
import type { ChatBody } from './chat-body.ts'
import type { FinishedCall } from './chat-route-options.ts'
import { answerStart } from './continuation.ts'
import { createKeptWork } from './kept-work.ts'
import { preparedCall } from './prepared-call.ts'
import type { RouteSettings } from './route-settings.ts'
import { createRun, type Run } from './run.ts'

/** What somebody asked of the route. */
export interface PostedCall {
  request: Request
  requestId: string
  caller: Caller | undefined
  body: ChatBody
}

/** A call of the handler, how it is told to the client, and to the application. */
export interface ChatCall {
  readonly run: Run
  readonly encoder: ChunkEncoder
  /** Sees every chunk that the client is sent. */
  readonly onChunk: ((chunk: UIMessageChunk) => void) | undefined
  /** Tells the application how the call ended, and waits for what the call has left to do. Never rejects. */
  settle(error: ChatError | undefined): Promise<void>
}

/**
 * Makes ready to call the handler.
 *
 * @throws ChatError `bad-request`; RangeError for what `prepare` may not give, and what `prepare` throws.
 */
export async function createChatCall(
  { request, requestId, caller, body }: PostedCall,
  { endsWithRequest, settings }: { endsWithRequest: boolean; settings: RouteSettings },
): Promise<ChatCall> {
  const { handler, prepare, generateId, clock, onFinish, waitUntil } = settings
  const prepared = await preparedCall({ request, body, caller, prepare })
  const http = endsWithRequest ? request : undefined
  const kept = waitUntil && createKeptWork((work) => waitUntil(work, request))
  const run = createRun({ handler, ...prepared, caller, requestId, waitUntil: kept?.add, http, clock })
  const { message, joinsText } = answerStart(body, generateId)
  const builder = onFinish && createMessageBuilder(message, { joinsText })
  return {
    run,
    encoder: createChunkEncoder({ messageId: message.id, requestId }),
    onChunk: builder?.apply,
    async settle(error) {
      builder?.close()
      await tellFinished(settings, { run, requestId, caller, body, error, message: builder?.snapshot() })
      await kept?.settled()
    },
  }
}

/** The figures of a call that did not finish; one that did says them itself. */
export function figuresOf(run: Run): SluiceMetadata | undefined {
  const ended = run.ended()
  if (ended === undefined) return undefined
  const { usage, cost, attempts, durationMs, firstContentMs } = ended
  return { usage, cost, attempts, durationMs, firstContentMs }
}

interface Ending extends Pick<FinishedCall, 'requestId' | 'caller' | 'body' | 'error'> {
  run: Run
  message: UIMessage | undefined
}

async function tellFinished({ onFinish, logger }: RouteSettings, { run, message, ...call }: Ending): Promise<void> {
  if (onFinish === undefined) return
  const outcome = call.error !== undefined ? 'failed' : run.isFinished() ? 'finished' : 'aborted'
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
      usage: run.ended()?.usage,
      cost: run.ended()?.cost,
      finishReason: run.ended()?.finishReason,
    })
  } catch (error) {
    logger.error('createChatRoute: onFinish threw; the answer is not affected.', { requestId: call.requestId, error })
  }
}
