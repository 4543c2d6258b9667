import { ChatError, isChatError } from '@sluice/core'
import {
  createMessageBuilder,
  fromWireError,
  type UIFinishReason,
  type UIMessage,
  type UIMessageChunk,
} from '@sluice/core/ui'
import { batches, type ChunkStream } from '../transport/chat-transport.ts'

/** One answer on its way: from the request to its end. */
export interface AnswerRun {
  readonly signal: AbortSignal
  /** The answer so far. */
  snapshot(): UIMessage
  /** Whether there is any content yet. */
  readonly hasContent: boolean
  readonly finishReason: UIFinishReason | undefined
  /** Ends the run with its signal. */
  stop(): void
  /** Marks what is open in the answer as done: nothing more will come. */
  close(): void
  /**
   * Reads the stream to its end.
   *
   * @throws ChatError `interrupted` if it ends without a `finish`, and what an `error` part says; the signal's reason
   * if stopped.
   */
  read(stream: ChunkStream): Promise<void>
}

export interface AnswerRunOptions {
  /** The message to continue or to fill. */
  message: UIMessage
  /** Called when content has come. */
  onChange: () => void
  onData: (chunk: Extract<UIMessageChunk, { type: `data-${string}` }>) => void
}

export function createAnswerRun({ message, onChange, onData }: AnswerRunOptions): AnswerRun {
  const controller = new AbortController()
  const { signal } = controller
  const builder = createMessageBuilder(message)
  let hasContent = false
  let isFinished = false
  let finishReason: UIFinishReason | undefined

  function take(chunk: UIMessageChunk): void {
    builder.apply(chunk)
    switch (chunk.type) {
      case 'error':
        throw fromWireError({ ...chunk, message: chunk.errorText }, { code: 'server', message: 'The answer failed.' })
      case 'finish':
        isFinished = true
        finishReason = chunk.finishReason
        return
      case 'abort':
        throw new ChatError('interrupted', 'The server stopped the answer.')
      case 'start':
      case 'start-step':
      case 'finish-step':
      case 'message-metadata':
        return
      default:
        if (isData(chunk)) onData(chunk)
        if (!('transient' in chunk && chunk.transient)) hasContent = true
    }
  }

  return {
    signal,
    snapshot: builder.snapshot,
    get hasContent() {
      return hasContent
    },
    get finishReason() {
      return finishReason
    },
    close: builder.close,
    stop: () => controller.abort(new DOMException('Stopped by the user.', 'AbortError')),
    async read(stream) {
      try {
        for await (const chunks of batches(stream)) {
          // A transport that does not heed the signal must not write on into a message that was stopped.
          signal.throwIfAborted()
          for (const chunk of chunks) take(chunk)
          if (hasContent) onChange()
        }
        signal.throwIfAborted()
        if (!isFinished) throw new ChatError('interrupted', 'The answer broke off before its end.')
      } catch (error) {
        signal.throwIfAborted()
        throw isChatError(error)
          ? error
          : new ChatError('interrupted', 'The answer broke off before its end.', { cause: error })
      }
    },
  }
}

function isData(chunk: UIMessageChunk): chunk is Extract<UIMessageChunk, { type: `data-${string}` }> {
  return chunk.type.startsWith('data-')
}
