import { ChatError, isChatError } from '@sluice/core'
import {
  createMessageBuilder,
  fromWireError,
  type UIFinishReason,
  type UIMessage,
  type UIMessageChunk,
} from '@sluice/core/ui'
import { batches, type ChunkStream } from '../transport/chat-transport.ts'
import type { ChatNotice } from './chat-options.ts'

/** One answer on its way: from the request to its end. */
export interface AnswerRun {
  readonly signal: AbortSignal
  /** The answer so far. */
  snapshot(): UIMessage
  /** Whether there is any content yet. */
  readonly hasContent: boolean
  /** The latest notice, until content comes after it. */
  readonly notice: ChatNotice | undefined
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
  /** Whether another message has this id: a server that gives it again must not overwrite that one. */
  isTaken: (id: string) => boolean
  /** Called when content or a notice has come. */
  onChange: () => void
  onData: (chunk: DataChunk) => void
}

export function createAnswerRun({ message, isTaken, onChange, onData }: AnswerRunOptions): AnswerRun {
  const controller = new AbortController()
  const { signal } = controller
  const builder = createMessageBuilder(message)
  let hasContent = false
  let notice: ChatNotice | undefined
  let isFinished = false
  let finishReason: UIFinishReason | undefined

  const mayBe = (id: string | undefined) => id === undefined || id === message.id || !isTaken(id)
  function onContent(): void {
    hasContent = true
    notice = undefined
  }
  function take(chunk: UIMessageChunk): void {
    builder.apply(chunk.type === 'start' && !mayBe(chunk.messageId) ? { ...chunk, messageId: undefined } : chunk)
    switch (chunk.type) {
      case 'error':
        isFinished = false
        throw fromWireError({ ...chunk, message: chunk.errorText }, { code: 'server', message: 'The answer failed.' })
      case 'finish':
        isFinished = true
        finishReason = chunk.finishReason
        return
      case 'abort':
        throw new ChatError('interrupted', 'The server stopped the answer.')
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-input-start':
      case 'tool-input-available':
      case 'tool-input-error':
      case 'tool-output-available':
      case 'tool-output-error':
      case 'source-url':
      case 'source-document':
      case 'file':
        onContent()
        return
      default:
        // All others, also those of a newer server, are frame and no content.
        if (!isData(chunk)) return
        onData(chunk)
        if (!chunk.transient) onContent()
        else if (isNotice(chunk)) notice = chunk.data
    }
  }

  return {
    signal,
    snapshot: builder.snapshot,
    get hasContent() {
      return hasContent
    },
    get notice() {
      return notice
    },
    get finishReason() {
      return finishReason
    },
    close: builder.close,
    stop: () => controller.abort(new DOMException('Stopped by the user.', 'AbortError')),
    async read(stream) {
      try {
        for await (const chunks of batches(stream, signal)) {
          // A transport that does not heed the signal must not write on into a message that was stopped.
          signal.throwIfAborted()
          for (const chunk of chunks) if (isWellFormed(chunk)) take(chunk)
          if (hasContent || notice) onChange()
        }
        signal.throwIfAborted()
        if (!isFinished) throw new ChatError('interrupted', 'The answer broke off before its end.')
      } catch (error) {
        signal.throwIfAborted()
        // An answer that has said its last word is whole, however its connection ends.
        if (isFinished) return
        throw isChatError(error)
          ? error
          : new ChatError('interrupted', 'The answer broke off before its end.', { cause: error })
      }
    },
  }
}

/** Whether the chunk has the texts that its type is about: a server may be mistaken, and "undefined" is no answer. */
function isWellFormed(chunk: UIMessageChunk): boolean {
  switch (chunk.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return typeof chunk.delta === 'string'
    case 'tool-input-start':
    case 'tool-input-available':
    case 'tool-input-error':
      return typeof chunk.toolCallId === 'string' && typeof chunk.toolName === 'string'
    case 'start':
      return chunk.messageId === undefined || typeof chunk.messageId === 'string'
    default:
      return true
  }
}

type DataChunk = Extract<UIMessageChunk, { type: `data-${string}` }>

function isData(chunk: UIMessageChunk): chunk is DataChunk {
  return chunk.type.startsWith('data-')
}

function isNotice(chunk: DataChunk): chunk is DataChunk & { data: ChatNotice } {
  return chunk.type === 'data-sluice-notice' && typeof Object(chunk.data).notice === 'string'
}
