import {
  type CallEnded,
  type Caller,
  ChatError,
  type ChatEvent,
  type ChatRequest,
  type Clock,
  createCallContext,
  type Handler,
  isContent,
} from '@sluice/core'
import { atEndOfTurn } from './end-of-turn.ts'
import { createLookahead } from './lookahead.ts'

export interface RunOptions {
  handler: Handler
  request: ChatRequest
  caller: Caller | undefined
  requestId: string
  /** The HTTP request that asks. Kept as long as the run: in Node a request's signal falls silent when the request is collected. */
  http: Request
  clock: Clock
}

/** One call of the handler on behalf of one HTTP request. */
export interface Run {
  /**
   * Reads until something is worth sending, or `commitAfterMs` have passed. Throws what the handler throws before its
   * first content: until then the response can still be an error. Says whether there is something to send.
   */
  open(commitAfterMs: number): Promise<boolean>
  /** The next events, as many as are ready together; none when the answer is complete. */
  read(): Promise<readonly ChatEvent[]>
  /** Ends the call because nobody reads any more. */
  hangUp(reason?: unknown): void
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal
  /** Resolves when the handler has let go of everything; for a run that was hung up. */
  whenReleased(): Promise<void>
  /** Whether the answer is complete, even if its handler is not quite through. */
  readonly isFinished: boolean
  /** What the pipeline said of the call's end, if it says such things. */
  readonly ended: CallEnded | undefined
}

// A fast provider may not make us hoard.
const mostEvents = 64

export function createRun({ handler, request, caller, requestId, http, clock }: RunOptions): Run {
  const call = new AbortController()
  let ended: CallEnded | undefined
  const context = createCallContext({
    signal: call.signal,
    caller,
    requestId,
    observe: (observation) => {
      if (observation.type === 'call-ended') ended = observation
    },
  })
  const iterator = handler(request, context)[Symbol.asyncIterator]()
  const ahead = createLookahead(iterator)
  let held: ChatEvent[] = []
  let isFinished = false
  let released = Promise.resolve()
  let release = () => {}

  const onAbort = () => hangUp(http.signal.reason)
  function hangUp(reason?: unknown): void {
    http.signal.removeEventListener('abort', onAbort)
    if (call.signal.aborted) return
    // First, so that whoever hears of the abort can wait for it.
    released = new Promise((resolve) => {
      release = resolve
    })
    call.abort(reason ?? new DOMException('The client hung up.', 'AbortError'))
    // Ends a handler that waits for nobody but its reader. What it throws on its way out is the abort itself.
    Promise.resolve(iterator.return?.()).then(release, release)
  }
  if (http.signal.aborted) onAbort()
  else http.signal.addEventListener('abort', onAbort)

  function take(): ChatEvent | undefined {
    try {
      const event = ahead.take()
      if (event?.type === 'finish') isFinished = true
      if (event !== undefined) return event
    } catch (error) {
      http.signal.removeEventListener('abort', onAbort)
      throw error
    }
    http.signal.removeEventListener('abort', onAbort)
    if (!isFinished) throw new ChatError('interrupted', 'The answer broke off before its end.', { requestId })
    return undefined
  }
  /**
   * Adds what is ready in this turn of the event loop. The end or a failure is left for the next read: what came before
   * it is delivered first.
   */
  function gather(events: ChatEvent[]): Promise<void> {
    return new Promise((resolve) => {
      let isOver = false
      const end = () => {
        isOver = true
        resolve()
      }
      const onReady = () => {
        if (isOver) return
        const event = ahead.hasValue ? take() : undefined
        if (event !== undefined) events.push(event)
        if (event === undefined || events.length >= mostEvents) end()
        else void ahead.next().then(onReady)
      }
      atEndOfTurn(end)
      void ahead.next().then(onReady)
    })
  }

  return {
    async open(commitAfterMs) {
      let callOff = () => {}
      const due = new Promise<void>((resolve) => {
        callOff = clock.after(commitAfterMs, resolve)
      })
      try {
        for (;;) {
          await Promise.race([ahead.next(), due])
          if (!ahead.isReady) return false
          const event = take()
          if (event !== undefined) held.push(event)
          if (event === undefined || isWorthSending(event)) return true
        }
      } finally {
        callOff()
      }
    },
    async read() {
      const events = held
      held = []
      if (events.length === 0) {
        await ahead.next()
        const first = take()
        if (first === undefined) return events
        events.push(first)
      }
      await gather(events)
      return events
    },
    hangUp,
    signal: call.signal,
    whenReleased: () => released,
    get isFinished() {
      return isFinished
    },
    get ended() {
      return ended
    },
  }
}

function isWorthSending(event: ChatEvent): boolean {
  return isContent(event) || event.type === 'notice' || event.type === 'finish'
}
