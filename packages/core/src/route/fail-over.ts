import type { Clock } from '../chat/clock.ts'
import { ChatError, type ChatErrorCode, isChatError, withDetails } from '../chat/errors.ts'
import type { ChatEvent, StartEvent } from '../chat/event.ts'
import { isContent } from '../chat/event.ts'
import type { CallContext, Handler } from '../chat/handler.ts'
import { refuse } from '../chat/refuse.ts'
import type { ChatRequest } from '../chat/request.ts'
import { continued } from './continued.ts'

/** What becomes of an answer whose provider fails when a part of it has been shown. */
export type AfterContent = 'reset' | 'continue' | 'stop'

export interface FailOverOptions {
  handlers: ReadonlyMap<string, Handler>
  /** Asked when a request names none. */
  first: string
  /** Asked one after the other when the one before fails. */
  order: readonly string[]
  afterContent: AfterContent
  clock: Clock
}

/** What a target has been doing. */
export interface TargetCounts {
  /** Calls being answered now. */
  active: number
  /** Calls since the start, those in flight included. */
  calls: number
  /** Calls that failed. */
  failures: number
}

export interface FailOver {
  handler: Handler
  counts(name: string): Readonly<TargetCounts>
}

/**
 * Which failures of a target are worth asking another one. A request that is wrong, or refused for what it says, is wrong
 * everywhere; anything we do not know of is our own failure.
 */
const goesOn: Readonly<Record<ChatErrorCode, boolean>> = {
  'rate-limited': true,
  'over-budget': true,
  'context-too-long': true,
  'quota-exceeded': true,
  auth: true,
  forbidden: true,
  'not-found': true,
  'provider-unavailable': true,
  overloaded: true,
  'circuit-open': true,
  timeout: true,
  network: true,
  interrupted: true,
  server: true,
  'bad-request': false,
  unauthenticated: false,
  'content-filtered': false,
  internal: false,
}

/** Asks the target that a request names, else the first; when it fails, the others in their order. */
export function failOver(options: FailOverOptions): FailOver {
  const { handlers, first, order } = options
  const counts = new Map([...handlers.keys()].map((name) => [name, { active: 0, calls: 0, failures: 0 }]))
  return {
    handler(request, context) {
      const name = request.target ?? first
      if (!handlers.has(name)) return refuse(() => unknownTarget(name))(request, context)
      const names = [name, ...order.filter((other) => other !== name)]
      return { [Symbol.asyncIterator]: () => failingOver(names, request, context, options, counts) }
    },
    counts: (name) => ({ ...(counts.get(name) ?? { active: 0, calls: 0, failures: 0 }) }),
  }
}

/** For a name that is not registered. */
export function unknownTarget(name: string): ChatError {
  return new ChatError('not-found', `There is no model named "${name.slice(0, 100)}".`)
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** A hand-written iterator, because every delta of every call passes here. */
function failingOver(
  names: readonly string[],
  request: ChatRequest,
  context: CallContext,
  { handlers, afterContent, clock }: FailOverOptions,
  allCounts: ReadonlyMap<string, TargetCounts>,
): AsyncIterator<ChatEvent> {
  const { signal, deadline = Number.POSITIVE_INFINITY, observe, requestId } = context
  let index = 0
  let asked = request
  let iterator: AsyncIterator<ChatEvent> | undefined
  let counts: TargetCounts | undefined
  let pending: ChatEvent[] = []
  let text = ''
  let hasContent = false
  let hasBegunTool = false
  let hasCalledTool = false
  let hasFinished = false
  let isOver = false

  function open(): AsyncIterator<ChatEvent> {
    const name = names[index] ?? ''
    counts = allCounts.get(name)
    if (counts !== undefined) {
      counts.active++
      counts.calls++
    }
    const handler = handlers.get(name) ?? refuse(() => unknownTarget(name))
    const canFallBack = index + 1 < names.length
    return handler(asked, canFallBack ? { ...context, canFallBack } : context)[Symbol.asyncIterator]()
  }

  function close(hasFailed: boolean): void {
    if (counts !== undefined) {
      counts.active--
      if (hasFailed) counts.failures++
    }
    counts = undefined
    iterator = undefined
  }

  function onResult(result: IteratorResult<ChatEvent>): IteratorResult<ChatEvent> {
    if (result.done) {
      isOver = true
      close(false)
      return result
    }
    const event = result.value
    if (event.type === 'start') return { done: false, value: named(event, names[index]) }
    if (afterContent === 'continue' && event.type === 'text-delta') text += event.text
    hasFinished ||= event.type === 'finish'
    hasContent ||= isContent(event)
    hasBegunTool ||= event.type === 'tool-call-start'
    hasCalledTool ||= event.type === 'tool-call'
    return result
  }

  function onFailure(error: unknown): IteratorResult<ChatEvent> {
    const isAbort = signal.aborted && error === signal.reason
    close(!isAbort && !hasFinished)
    // The answer is whole: whatever fails afterwards takes nothing from it.
    if (hasFinished && !isAbort) {
      isOver = true
      return done
    }
    const from = names[index]
    const to = names[index + 1]
    if (isOver || isAbort || !isChatError(error) || from === undefined || to === undefined || !mayGoOn(error)) {
      isOver = true
      // What was refused on the way to a provider does not know yet in which call.
      throw isChatError(error) && !isAbort ? withDetails(error, { requestId }) : error
    }
    index++
    const { code } = error
    observe({ type: 'fell-back', requestId, from, to, code, isAfterContent: hasContent })
    pending.push({ type: 'notice', notice: 'fell-back', details: { from, to, reason: code } })
    // What was thought of is no beginning to go on from, nor half a call of a tool.
    if (text !== '' && !hasBegunTool) asked = continued(request, text)
    else if (hasContent) {
      pending.push({ type: 'reset' })
      asked = request
      text = ''
      hasContent = hasBegunTool = false
    }
    return { done: false, value: pending.shift() ?? { type: 'reset' } }
  }

  function mayGoOn({ code }: ChatError): boolean {
    if (signal.aborted || clock.monotonic() >= deadline) return false
    // A tool that was called may have been run already: it cannot be taken back.
    if (hasContent && (afterContent === 'stop' || hasCalledTool)) return false
    return goesOn[code] ?? false
  }

  return {
    next() {
      const event = pending.shift()
      if (event !== undefined) return Promise.resolve({ done: false, value: event })
      if (isOver) return Promise.resolve(done)
      try {
        iterator ??= open()
        return iterator.next().then(onResult, onFailure)
      } catch (error) {
        return new Promise((resolve) => resolve(onFailure(error)))
      }
    },
    async return() {
      isOver = true
      pending = []
      const left = iterator
      try {
        await left?.return?.()
      } finally {
        if (left !== undefined) close(false)
      }
      return done
    },
  }
}

/** Says by which name the target is known here. */
function named(event: StartEvent, target: string | undefined): StartEvent {
  return { ...event, target }
}
