import type { ChatError } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChatTransport, SendMessagesOptions } from '../transport/chat-transport.ts'

/** A transport that answers as a test tells it to. */
export interface TestTransport extends ChatTransport {
  /** Everything that was sent, oldest first. */
  readonly sends: readonly TestSend[]
}

/** One send, and how to answer it. What is said to a send that has ended, or that the chat has stopped, is lost. */
export interface TestSend {
  readonly options: SendMessagesOptions
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

/**
 * Drives components without a network. Given `answer`, every send is answered at once; without, a test answers each of
 * `sends` step by step.
 */
export function testTransport(answer?: (options: SendMessagesOptions) => string): TestTransport {
  const sends: TestSend[] = []
  return {
    sends,
    sendMessages(options) {
      const { send, answered } = createSend(options, `answer-${sends.length + 1}`)
      sends.push(send)
      if (answer !== undefined) {
        send.text(answer(options))
        send.finish()
      }
      return answered
    },
  }
}

function createSend(options: SendMessagesOptions, messageId: string) {
  let begin: (stream: ReadableStream<UIMessageChunk>) => void
  let refuse: (error: unknown) => void
  const answered = new Promise<ReadableStream<UIMessageChunk>>((resolve, reject) => {
    begin = resolve
    refuse = reject
  })
  let controller: ReadableStreamDefaultController<UIMessageChunk> | undefined
  let hasText = false
  let isOver = false

  function open(): ReadableStreamDefaultController<UIMessageChunk> {
    if (controller !== undefined) return controller
    let started: ReadableStreamDefaultController<UIMessageChunk> | undefined
    const stream = new ReadableStream<UIMessageChunk>({
      start(own) {
        started = own
      },
      cancel() {
        isOver = true
      },
    })
    begin(stream)
    // `start` runs inside the constructor.
    if (started === undefined) throw new Error('testTransport: this platform has no working ReadableStream')
    controller = started
    controller.enqueue({ type: 'start', messageId })
    controller.enqueue({ type: 'start-step' })
    return controller
  }
  function close(stream: ReadableStreamDefaultController<UIMessageChunk>): void {
    isOver = true
    stream.close()
  }
  options.abortSignal?.addEventListener('abort', () => {
    if (isOver) return
    const reason: unknown = options.abortSignal?.reason
    isOver = true
    if (controller === undefined) refuse(reason)
    else controller.error(reason)
  })

  const send: TestSend = {
    options,
    get isAborted() {
      return options.abortSignal?.aborted ?? false
    },
    text(delta) {
      if (isOver) return
      const stream = open()
      if (!hasText) stream.enqueue({ type: 'text-start', id: '0' })
      hasText = true
      stream.enqueue({ type: 'text-delta', id: '0', delta })
    },
    chunks(...chunks) {
      if (isOver) return
      for (const chunk of chunks) open().enqueue(chunk)
    },
    finish() {
      if (isOver) return
      const stream = open()
      if (hasText) stream.enqueue({ type: 'text-end', id: '0' })
      stream.enqueue({ type: 'finish-step' })
      stream.enqueue({ type: 'finish', finishReason: 'stop' })
      close(stream)
    },
    cut() {
      if (!isOver) close(open())
    },
    fail(error) {
      if (isOver) return
      if (controller === undefined) return refuse(error)
      const { code, message, retryAfterMs } = error
      controller.enqueue({ type: 'error', errorText: message, code, retryAfterMs })
      close(controller)
    },
  }
  return { send, answered }
}
