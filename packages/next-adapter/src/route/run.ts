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
  type RateLimit,
} from '@sluice/core'
import { createGatherer } from './gatherer.ts'

export interface RunOptions {
  handler: Handler
  request: ChatRequest
  caller: Caller | undefined
  priority?: 0 | 1 | 2 | 3 | undefined
  /** How long the call may take from now on. */
  callMs?: number | undefined
  requestId: string
  /** Takes what still has to be done when the answer has ended. */
  waitUntil?: ((work: Promise<unknown>) => void) | undefined
  /**
   * The HTTP request whose end ends the run; `undefined` for a run that outlives it. Kept as long as the run: in Node a
   * request's signal falls silent when the request is collected.
   */
  http: Request | undefined
  clock: Clock
}

/** One call of the handler. */
export interface Run {
  /**
   * Reads until something is worth sending, or `commitAfterMs` have passed. Throws what the handler throws before its
   * first content: until then the response can still be an error. Says whether there is something to send.
   */
  open(commitAfterMs: number): Promise<boolean>
  /** What is left of the caller's quota, if a provider had begun to answer when the run was opened. */
  rateLimit(): RateLimit | undefined
  /** The next events, as many as are ready together; none when the answer is complete. */
  read(): Promise<readonly ChatEvent[]>
  /** Ends the call because nobody reads any more. */
  hangUp(reason?: unknown): void
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal
  /** Resolves when the handler has let go of everything; for a run that was hung up. */
  whenReleased(): Promise<void>
  /** Whether the answer is complete, even if its handler is not quite through. */
  isFinished(): boolean
  /** What the pipeline said of the call's end, if it says such things. */
  ended(): CallEnded | undefined
}

// A fast provider may not make us hoard.
const mostEvents = 64
// Nor may one that only ever counts its tokens.
const mostHeld = 10_000
// How long a handler may take to let go once nobody reads any more.
const releaseMs = 1_000

export function createRun(options: RunOptions): Run {
  const { handler, request, caller, priority, callMs, requestId, waitUntil, http, clock } = options
  const call = new AbortController()
  let ended: CallEnded | undefined
  let rateLimit: RateLimit | undefined
  const context = createCallContext({
    signal: call.signal,
    caller,
    requestId,
    priority,
    waitUntil,
    deadline: callMs === undefined ? undefined : clock.monotonic() + callMs,
    observe: (observation) => {
      if (observation.type === 'call-ended') ended = observation
    },
  })
  const iterator = begin(() => handler(request, context))
  const gatherer = createGatherer(iterator, mostEvents)
  let isFinished = false
  let released = Promise.resolve()
  let release = () => {}

  const onAbort = () => hangUp(http?.signal.reason)
  const letGo = () => http?.signal.removeEventListener('abort', onAbort)
  function hangUp(reason?: unknown): void {
    letGo()
    if (call.signal.aborted) return
    // First, so that whoever hears of the abort can wait for it.
    released = new Promise((resolve) => {
      release = resolve
    })
    call.abort(reason ?? new DOMException('The client hung up.', 'AbortError'))
    // Ends a handler that waits for nobody but its reader. What it throws on its way out is the abort itself.
    const left = Promise.resolve().then(() => iterator.return?.())
    const callOff = clock.after(releaseMs, release)
    left.then(release, release).finally(callOff)
  }
  /** Whether one of the events makes a response, and what the response's head can say. */
  function look(events: readonly ChatEvent[]): boolean {
    for (const event of events) {
      if (event.type === 'start') rateLimit = event.rateLimit
      if (isWorthSending(event)) return true
    }
    return false
  }
  if (http?.signal.aborted) onAbort()
  else http?.signal.addEventListener('abort', onAbort)

  /** What has arrived; nothing at the end of a complete answer. */
  function take(): ChatEvent[] {
    const events = takeOrThrow()
    for (const event of events) if (event.type === 'finish') isFinished = true
    if (events.length > 0) return events
    letGo()
    if (isFinished) return events
    throw new ChatError('interrupted', 'The answer broke off before its end.', { requestId })
  }
  function takeOrThrow(): ChatEvent[] {
    try {
      return gatherer.take()
    } catch (error) {
      letGo()
      throw error
    }
  }

  return {
    async open(commitAfterMs) {
      let callOff = () => {}
      const due = new Promise<'due'>((resolve) => {
        callOff = clock.after(commitAfterMs, () => resolve('due'))
      })
      try {
        for (let seen = 0; ; ) {
          if (look(gatherer.arrived().slice(seen))) return true
          seen = gatherer.arrived().length
          if (seen > mostHeld) throw new ChatError('server', 'The provider says much and answers nothing.')
          if ((await Promise.race([gatherer.arrival(), due])) === 'due') return false
          if (!gatherer.isEnded() || gatherer.arrived().slice(seen).some(isWorthSending)) continue
          // What came so far says nothing to anybody. The second `take` throws, unless the end is a proper one.
          if (take().length > 0) take()
          return true
        }
      } finally {
        callOff()
      }
    },
    async read() {
      await gatherer.arrivals()
      return take()
    },
    hangUp,
    signal: call.signal,
    whenReleased: () => released,
    rateLimit: () => rateLimit,
    isFinished: () => isFinished,
    ended: () => ended,
  }
}

/** A handler that throws at once is one that fails at its first event. */
function begin(call: () => AsyncIterable<ChatEvent>): AsyncIterator<ChatEvent> {
  try {
    return call()[Symbol.asyncIterator]()
  } catch (error) {
    return { next: () => Promise.reject(error) }
  }
}

function isWorthSending(event: ChatEvent): boolean {
  return isContent(event) || event.type === 'notice' || event.type === 'finish'
}
