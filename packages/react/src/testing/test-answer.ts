import type { ChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChunkStream } from '../transport/chat-transport.ts'
import { createTestStream, isTransient } from './test-stream.ts'

/** How to answer one request. What is said to one that has ended, or that the chat has stopped, is lost. */
export interface TestAnswer {
  /** Whether the chat has stopped it. */
  readonly isAborted: boolean
  /** Begins the answer, if it has not begun, and adds text to it. */
  text(delta: string): void
  /** Sends any chunks. */
  chunks(...chunks: readonly UIMessageChunk[]): void
  /** Ends the answer as a complete one. */
  finish(): void
  /** Breaks the answer off without its end. */
  cut(): void
  /** Fails: before anything was sent as a refusal, afterwards in the middle of the answer. */
  fail(error: ChatError): void
}

/** An answer on the server's side, whoever reads it. */
export interface TestRun {
  id: string
  messageId: string
  /** How many events have been sent. */
  events: number
  hasBegun: boolean
  hasText: boolean
}

export interface TestAnswerOptions {
  run: TestRun
  hasEventIds: boolean
  signal: AbortSignal | undefined
}

/** An answer for a test to give, and what the chat gets of it: `Nothing` where there may be none. */
export function createTestAnswer<Nothing = never>({ run, hasEventIds, signal }: TestAnswerOptions) {
  const stream = createTestStream()
  let isOpen = false
  let begin: (stream: ChunkStream | Nothing) => void
  let refuse: (error: unknown) => void
  const answered = new Promise<ChunkStream | Nothing>((resolve, reject) => {
    begin = resolve
    refuse = reject
  })

  function add(chunk: UIMessageChunk): void {
    stream.add(chunk, hasEventIds && !isTransient(chunk) ? `${run.id}.${++run.events}` : undefined)
  }
  function open(): void {
    if (!isOpen) begin(stream)
    isOpen = true
    if (run.hasBegun) return
    run.hasBegun = true
    add({ type: 'start', messageId: run.messageId })
    add({ type: 'start-step' })
  }
  function end(error: unknown): void {
    if (stream.isOver) return
    if (!isOpen) refuse(error)
    stream.abort(error)
  }
  const onAbort = () => end(signal?.reason)
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })

  const answer: TestAnswer = {
    get isAborted() {
      return signal?.aborted ?? false
    },
    text(delta) {
      if (stream.isOver) return
      open()
      if (!run.hasText) add({ type: 'text-start', id: '0' })
      run.hasText = true
      add({ type: 'text-delta', id: '0', delta })
    },
    chunks(...chunks) {
      if (stream.isOver) return
      if (chunks.length > 0) open()
      for (const chunk of chunks) add(chunk)
    },
    finish() {
      if (stream.isOver) return
      open()
      if (run.hasText) add({ type: 'text-end', id: '0' })
      add({ type: 'finish-step' })
      add({ type: 'finish', finishReason: 'stop' })
      stream.close()
    },
    cut() {
      if (stream.isOver) return
      open()
      stream.close()
    },
    fail(error) {
      if (!isOpen) return end(error)
      const { code, message, retryAfterMs } = error
      add({ type: 'error', errorText: message, code, retryAfterMs })
      stream.close()
    },
  }
  function none(nothing: Nothing): void {
    if (isOpen || stream.isOver) return
    begin(nothing)
    stream.close()
  }
  return { answer, answered, none }
}
