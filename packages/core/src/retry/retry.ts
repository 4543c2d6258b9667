import { toChatError } from '../chat/errors.ts'
import { type ChatEvent, isContent, isProgress, type NoticeEvent } from '../chat/event.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import { announce } from './announce.ts'
import type { ScheduledRetry } from './create-retry.ts'
import { beginPause, type Pause } from './pause.ts'
import { createRetryPlan, isRetryable, type RetryPlan, type RetryPlanOptions } from './retry-plan.ts'

export interface RetryPolicyOptions extends RetryPlanOptions {
  /** Told of every repetition before the wait for it. */
  onRetry?: ((retry: ScheduledRetry, context: CallContext) => void) | undefined
  /** Told of every attempt that ended before it had content, so that its tokens can be accounted for. */
  onAttemptEnded?: ((attempt: EndedAttempt, context: CallContext) => void) | undefined
}

/** An attempt of which the reader has seen nothing but notices. */
export interface EndedAttempt {
  /** From 1. */
  readonly attempt: number
  /** `undefined` where it was the reader who left. */
  readonly error?: unknown
  /** What the provider had said. */
  readonly held: readonly ChatEvent[]
}

/**
 * Repeats a call that failed before its first content. What comes before content is held back until then, so that a
 * repetition cannot be seen; only notices pass at once, and a notice `retrying` comes before each wait.
 *
 * Codes decide: see `chatErrorCodes`; `circuit-open` is not repeated. After content, failures pass as they are.
 *
 * @throws RangeError for an option out of range.
 */
export function retry(options: RetryPolicyOptions = {}): Policy {
  const plan = createRetryPlan('retry', options, isRetryable)
  return (next) => (request, context) => ({
    [Symbol.asyncIterator]: () => repeated(() => next(request, context), context, plan, options),
  })
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** A hand-written iterator, because every delta of every call passes here. From the first content on, it adds nothing. */
function repeated(
  ask: () => AsyncIterable<ChatEvent>,
  context: CallContext,
  plan: RetryPlan,
  options: RetryPolicyOptions,
): AsyncIterator<ChatEvent> {
  const { signal } = context
  let attempt = 1
  let iterator: AsyncIterator<ChatEvent> | undefined
  let held: ChatEvent[] = []
  let isPassing = false
  let isOver = false
  let delayMs = 0
  let pause: Pause | undefined

  /** Reads until there is something to show. */
  async function begin(): Promise<IteratorResult<ChatEvent>> {
    if (delayMs > 0) {
      pause = beginPause(delayMs, plan.clock, signal)
      delayMs = 0
      await pause.over
    }
    while (!isOver) {
      try {
        iterator ??= open()
        const result = await iterator.next()
        if (isOver) return done
        if (result.done || isProgress(result.value)) return pass(result)
        if (result.value.type === 'notice') return result
        // An empty delta says nothing, now or later.
        if (!isContent(result.value)) hold(result.value)
      } catch (error) {
        return { done: false, value: onFailure(error) }
      }
    }
    return done
  }

  function open(): AsyncIterator<ChatEvent> {
    signal.throwIfAborted()
    return ask()[Symbol.asyncIterator]()
  }

  function pass(result: IteratorResult<ChatEvent>): IteratorResult<ChatEvent> {
    isPassing = true
    if (!result.done) {
      if (plan.budget) plan.budget.deposit()
      held.push(result.value)
    }
    return takeHeld() ?? result
  }

  /** Of several of a kind in a row, such as counts of tokens, the last one counts; what began anew inside counts from there. */
  function hold(event: ChatEvent): void {
    if (event.type === 'start') held = []
    else if (held.at(-1)?.type === event.type) held.pop()
    held.push(event)
  }

  function takeHeld(): IteratorResult<ChatEvent> | undefined {
    const event = held.shift()
    return event && { done: false, value: event }
  }

  function onFailure(error: unknown): NoticeEvent {
    endAttempt(error)
    const mayGoOn = !isOver && !signal.aborted
    isOver = true
    const nextDelayMs = mayGoOn ? plan.delayMs(error, attempt, context.deadline) : undefined
    if (nextDelayMs === undefined) throw signal.aborted ? signal.reason : error
    isOver = false
    attempt++
    delayMs = nextDelayMs
    announce(options.onRetry, { attempt, delayMs, error }, context)
    const details = { attempt, delayMs: Math.round(delayMs), reason: toChatError(error).code }
    return { type: 'notice', notice: 'retrying', details }
  }

  function endAttempt(error?: unknown): void {
    if (iterator === undefined) return
    iterator = undefined
    announce(options.onAttemptEnded, { attempt, error, held }, context)
    held = []
  }

  return {
    next() {
      if (!isPassing) return begin()
      const result = takeHeld()
      if (result !== undefined) return Promise.resolve(result)
      return iterator === undefined ? Promise.resolve(done) : iterator.next()
    },
    async return() {
      isOver = true
      pause?.end()
      const current = iterator
      if (!isPassing) endAttempt()
      iterator = undefined
      held = []
      await current?.return?.()
      return done
    },
  }
}
