// What reads an answer and what it means for the answer are one: each part moves the same few states.
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
import { isBefore, isOfAnotherRun } from './event-id.ts'
import { withoutOpenParts } from './message-ending.ts'
import { settledCalls, withCalls } from './settled-calls.ts'
import { type DataChunk, isData, isNotice, isWellFormed, type ToolCallChunk } from './well-formed.ts'

/** One answer on its way: from the request to its end, over as many connections as it takes. */
export interface AnswerRun {
  readonly signal: AbortSignal
  /** The answer so far. */
  snapshot(): UIMessage
  /** Whether there is any content yet. */
  readonly hasContent: boolean
  /** The latest notice, until content comes after it. */
  readonly notice: ChatNotice | undefined
  readonly finishReason: UIFinishReason | undefined
  /** The last event that was read, where the server logs its runs. */
  readonly lastEventId: string | undefined
  /** Whether the server logs the run; `undefined` as long as that is not known. */
  readonly isLogged: boolean | undefined
  /** Whether the last `read` failed because of the connection: the answer itself may go on elsewhere. */
  readonly isCut: boolean
  /** Shows a notice of our own. */
  tell(notice: ChatNotice): void
  /** Changes what has come, such as a tool's call that now has an output. */
  change(update: (message: UIMessage) => UIMessage): void
  /** Ends the run with its signal. */
  stop(): void
  /** Marks what is open in the answer as done: nothing more will come. */
  close(): void
  /**
   * Reads a stream to its end. If it is not the first one, a `start` in it means that it brings the answer from its
   * beginning.
   *
   * @throws ChatError `interrupted` if it ends without a `finish`, and what an `error` part says; the signal's reason
   * if stopped.
   */
  read(stream: ChunkStream): Promise<void>
}

export interface AnswerRunOptions {
  /** The message to continue or to fill. */
  message: UIMessage
  /** Whether the answer goes on in the middle of the message's last text. */
  joinsText?: boolean | undefined
  /** Whether an answer that is rejoined comes from its beginning when it comes with a `start`. @default true */
  isReplay?: boolean | undefined
  /** What was seen of the answer before, and up to where: shown until as much has come again. */
  seen?: { message: UIMessage | undefined; lastEventId: string | undefined } | undefined
  /** Whether another message has this id: a server that gives it again must not overwrite that one. */
  isTaken: (id: string) => boolean
  /** Called when content or a notice has come. */
  onChange: () => void
  onData: (chunk: DataChunk) => void
  /** Called once for every call of a tool that is the client's to carry out. */
  onToolCall?: ((chunk: ToolCallChunk) => void) | undefined
  /** Throws for a message that is not what the application expects. */
  check?: ((chunk: UIMessageChunk, message: () => UIMessage) => undefined | Promise<void>) | undefined
}

export function createAnswerRun(options: AnswerRunOptions): AnswerRun {
  const { message, joinsText = false, isReplay = true, isTaken, onChange, onData, onToolCall, check } = options
  const controller = new AbortController()
  const { signal } = controller
  const build = () => createMessageBuilder(message, { joinsText })
  let builder = build()
  let notice: ChatNotice | undefined
  let finishReason: UIFinishReason | undefined
  let { message: shown, lastEventId } = options.seen ?? {}
  /** Up to where `shown` goes; what comes before that is not news. */
  let shownUpTo = lastEventId
  let hasContent = shown !== undefined
  let isLogged: boolean | undefined
  let isRejoined = options.seen !== undefined
  let isFinished = false
  /** Whether the server has said that it says no more. */
  let isEnded = false
  let isCut = false
  /** What the client has added: a replay does not bring it. */
  const changes: ((message: UIMessage) => UIMessage)[] = []
  const settled = settledCalls(shown)
  if (settled.size > 0) changes.push((message) => withCalls(message, settled))
  const called = new Set(settled.keys())

  const mayBe = (id: string | undefined) => id === undefined || id === message.id || !isTaken(id)
  const snapshot = () => shown ?? builder.snapshot()
  function onContent(): void {
    hasContent = true
    notice = undefined
  }
  function begin(chunk: Extract<UIMessageChunk, { type: 'start' }>): void {
    if (isRejoined && isReplay) {
      shown ??= builder.snapshot()
      builder = build()
    }
    isRejoined = false
    builder.apply(mayBe(chunk.messageId) ? chunk : { ...chunk, messageId: undefined })
  }
  function take(chunk: UIMessageChunk): undefined | Promise<void> {
    // Data parts before anybody sees them; metadata once they are joined with what was there.
    const checked = isData(chunk) ? check?.(chunk, builder.snapshot) : undefined
    if (checked !== undefined) return checked.then(() => accept(chunk))
    accept(chunk)
    return isData(chunk) ? undefined : check?.(chunk, builder.snapshot)
  }
  /** What is wrong with a part is so on every connection. */
  function takeOrEnd(chunk: UIMessageChunk): undefined | Promise<void> {
    try {
      return take(chunk)?.catch((error: unknown) => {
        isEnded = true
        throw error
      })
    } catch (error) {
      isEnded = true
      throw error
    }
  }
  function accept(chunk: UIMessageChunk): void {
    if (chunk.type === 'start') begin(chunk)
    else {
      // Only the first part that belongs to the answer says whether it comes from its beginning.
      if (isRejoined && !isData(chunk)) isRejoined = false
      builder.apply(chunk)
    }
    look(chunk)
    if (changes.length > 0 && chunk.type.startsWith('tool-')) changes.forEach(apply)
  }
  function apply(update: (message: UIMessage) => UIMessage): void {
    builder.change((parts) => update({ ...message, parts: [...parts] }).parts)
  }
  function look(chunk: UIMessageChunk): void {
    switch (chunk.type) {
      case 'error':
        isEnded = true
        isFinished = false
        throw fromWireError({ ...chunk, message: chunk.errorText }, { code: 'server', message: 'The answer failed.' })
      case 'finish':
        isEnded = isFinished = true
        finishReason = chunk.finishReason
        shown = undefined
        return
      case 'abort':
        isEnded = true
        throw new ChatError('interrupted', 'The server stopped the answer.')
      case 'tool-input-available':
        if (!chunk.providerExecuted && !called.has(chunk.toolCallId)) onToolCall?.(chunk)
        called.add(chunk.toolCallId)
        onContent()
        return
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-input-start':
      case 'tool-input-error':
      case 'tool-approval-request':
      case 'tool-output-available':
      case 'tool-output-error':
      case 'tool-output-denied':
      case 'source-url':
      case 'source-document':
      case 'file':
      case 'reasoning-file':
      case 'custom':
      case 'steering-message':
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
  /** Where the server's log stands now, and whether what is shown is still ahead of what has come. */
  function mark(stream: ChunkStream): void {
    if (!('lastEventId' in stream)) shown = undefined
    else {
      lastEventId = stream.lastEventId ?? lastEventId
      isLogged = stream.isLogged ?? isLogged
      if (shown !== undefined && !isBefore(lastEventId, shownUpTo)) shown = undefined
    }
  }
  /** A server that has forgotten this answer may bring the latest one, which is to a question from elsewhere. */
  function refuseAnother(stream: ChunkStream): void {
    if (!('lastEventId' in stream && isOfAnotherRun(stream.lastEventId, lastEventId))) return
    isEnded = true
    throw new ChatError('interrupted', 'The rest of the answer cannot be had any more.')
  }
  function rejoin(): void {
    isRejoined ||= hasContent || lastEventId !== undefined
    shownUpTo = lastEventId
  }

  return {
    signal,
    snapshot,
    get hasContent() {
      return hasContent
    },
    get notice() {
      return notice
    },
    get finishReason() {
      return finishReason
    },
    get lastEventId() {
      return lastEventId
    },
    get isLogged() {
      return isLogged
    },
    get isCut() {
      return isCut
    },
    tell(news) {
      notice = news
      onChange()
    },
    change(update) {
      shown &&= update(shown)
      changes.push(update)
      apply(update)
    },
    close() {
      builder.close()
      shown &&= withoutOpenParts(shown)
    },
    stop: () => controller.abort(stopped()),
    async read(stream) {
      rejoin()
      isCut = false
      try {
        for await (const chunks of batches(stream, signal)) {
          // A transport that does not heed the signal must not write on into a message that was stopped.
          signal.throwIfAborted()
          refuseAnother(stream)
          for (const chunk of chunks) {
            if (!isWellFormed(chunk)) continue
            const taken = takeOrEnd(chunk)
            if (taken !== undefined) await taken
          }
          mark(stream)
          if (hasContent || notice) onChange()
        }
        signal.throwIfAborted()
        if (!isFinished) throw brokenOff()
      } catch (error) {
        signal.throwIfAborted()
        // An answer that has said its last word is whole, however its connection ends.
        if (isFinished) return
        isCut = !isEnded
        throw isChatError(error) ? error : brokenOff(error)
      }
    },
  }
}

/** Not every platform that runs React has a `DOMException`. */
function stopped(): Error {
  const message = 'Stopped by the user.'
  if (typeof DOMException !== 'undefined') return new DOMException(message, 'AbortError')
  return Object.assign(new Error(message), { name: 'AbortError' })
}

function brokenOff(cause?: unknown): ChatError {
  return new ChatError('interrupted', 'The answer broke off before its end.', { cause })
}
