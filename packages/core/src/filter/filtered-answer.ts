// Over 150 lines: one iterator, whose steps share all of what it knows.

import type { Clock } from '../chat/clock.ts'
import type { ChatEvent, FinishEvent } from '../chat/event.ts'
import type { CallContext, Observation } from '../chat/handler.ts'
import type { MaybePromise } from '../store/counter-store.ts'
import type { AnswerFilter } from './answer-filter.ts'
import type { FilterReport } from './filter-report.ts'
import { refusal } from './input-filter.ts'

export interface FilteredAnswerOptions {
  readonly filter: AnswerFilter
  readonly report: FilterReport
  readonly context: CallContext
  /** What is said instead of what was blocked. */
  readonly refusal: string | undefined
  readonly clock: Clock
}

/** How long an answer that has ended waits for its source to let go. */
const longestLeaveMs = 1_000

type Result = IteratorResult<ChatEvent>

const done: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * The answer that `open` begins, as its filter lets it through.
 *
 * A hand-written iterator, because every delta of every call passes here.
 */
export function filteredAnswer(
  open: (context: CallContext) => AsyncIterator<ChatEvent>,
  { filter, report, context, refusal: words, clock }: FilteredAnswerOptions,
): AsyncIterator<ChatEvent> {
  const { queue } = filter
  const { signal } = context
  let finish: FinishEvent | undefined
  let failure: { readonly error: unknown } | undefined
  let stopping: Promise<unknown> | undefined
  let late: Observation[] = []
  let isEnding = false
  let isOver = false
  const source = open({ ...context, observe })

  /** That we have left it is said after what was received of it: whoever counts tokens counts until then. */
  function observe(observation: Observation): void {
    if (isEnding && !isOver && observation.type === 'attempt-abandoned') late.push(observation)
    else context.observe(observation)
  }

  function onResult(result: Result): MaybePromise<Result> {
    receive(result)
    return takeNext() ?? pull()
  }

  function onFailure(error: unknown): MaybePromise<Result> {
    fail(error)
    return takeNext() ?? done
  }

  /** Where nothing comes of an event, the next one is read. */
  async function pull(): Promise<Result> {
    for (;;) {
      try {
        receive(await source.next())
      } catch (error) {
        fail(error)
      }
      const next = takeNext()
      if (next !== undefined) return next
    }
  }

  function receive(result: Result): void {
    if (isOver) return
    try {
      if (result.done) filter.end()
      else filter.take(result.value)
    } catch (error) {
      // A detector of one's own. What was not looked through is not shown.
      failure = { error }
      stop()
      return
    }
    if (!result.done && result.value.type === 'finish') finish = result.value
    if (filter.blockedBy() !== undefined) stop()
    else isEnding = result.done === true
  }

  function fail(error: unknown): void {
    if (isOver) return
    failure = { error }
    isEnding = true
    // To an abort nobody listens.
    if (signal.aborted && error === signal.reason) return
    try {
      // What was received before is not lost.
      filter.end()
    } catch (error) {
      failure = { error }
    }
  }

  /** At once: the provider writes on, and is paid for it. */
  function stop(): void {
    isEnding = true
    stopping = leave()
  }

  function leave(): Promise<void> {
    return new Promise((resolve) => {
      // A provider that hangs must not keep the reader from what has become of the answer.
      const callOff = clock.after(longestLeaveMs, resolve)
      letGo().finally(() => {
        callOff()
        resolve()
      })
    })
  }

  async function letGo(): Promise<void> {
    try {
      await source.return?.()
    } catch {
      // The answer has ended for a reason of its own, which its reader is told.
    }
  }

  function takeNext(): MaybePromise<Result> | undefined {
    const event = queue.shift()
    if (event !== undefined) return { done: false, value: event }
    if (isOver) return done
    return isEnding ? end() : undefined
  }

  async function end(): Promise<Result> {
    isOver = true
    await stopping
    tell()
    const hit = filter.blockedBy()
    if (hit === undefined) {
      if (failure !== undefined) throw failure.error
      return done
    }
    if (words === undefined) throw refusal('answer', hit, context.requestId)
    const text = filter.hasShownText() ? `\n\n${words}` : words
    queue.push({ ...finish, type: 'finish', reason: 'content-filter' })
    return { done: false, value: { type: 'text-delta', text } }
  }

  function tell(): void {
    for (const observation of late) context.observe(observation)
    late = []
    report.tell()
  }

  return {
    next() {
      const next = takeNext()
      if (next !== undefined) return Promise.resolve(next)
      try {
        return source.next().then(onResult, onFailure)
      } catch (error) {
        return Promise.resolve(onFailure(error))
      }
    },
    async return() {
      if (isOver) return done
      isOver = true
      queue.length = 0
      try {
        await (stopping ?? source.return?.())
      } finally {
        tell()
      }
      return done
    },
  }
}
