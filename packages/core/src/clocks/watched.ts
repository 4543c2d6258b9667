import type { Clock } from '../chat/clock.ts'
import type { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import type { CallContext, Handler } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { atMost } from './at-most.ts'

/** Says how long a reader may have to wait. `waitedMs` is how long it has waited in all; its own pauses do not count. */
export interface Watchdog {
  event(event: ChatEvent, waitedMs: number): void
  /** Told what the source says of its way to a provider. */
  step?(step: 'sent' | 'headers', waitedMs: number): void
  /** How much longer; 0 or less if it has been too long, `Infinity` if nothing bounds it. */
  leftMs(waitedMs: number, nowMs: number): number
  /** What to throw when it has been too long. */
  error(waitedMs: number, nowMs: number): ChatError
}

interface Watched {
  next: Handler
  request: ChatRequest
  context: CallContext
  clock: Clock
  watchdog: Watchdog
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined }

// For a source to end by itself when its reader leaves. One that takes longer ends unseen.
const longestReturnMs = 1_000

/**
 * Reads a handler until the watchdog or the signal says no: then the reader is told at once, and the source by its
 * signal and `return()`, whether it heeds them or not.
 *
 * A hand-written iterator, because every delta of every call passes here. The timer is left alone between events: it is
 * moved only if it would come too late, and looks at the time when it fires.
 */
export function watched({ next, request, context, clock, watchdog }: Watched): AsyncIterator<ChatEvent> {
  const outer = context.signal
  const controller = new AbortController()
  let iterator: AsyncIterator<ChatEvent> | undefined
  let resolve: ((result: IteratorResult<ChatEvent>) => void) | undefined
  let reject: ((error: unknown) => void) | undefined
  let sinceMs = 0
  let waitedMs = 0
  let cancelTimer: (() => void) | undefined
  let timerAtMs = Number.POSITIVE_INFINITY
  let isOver = false

  function open(): AsyncIterator<ChatEvent> {
    if (watchdog.leftMs(0, sinceMs) <= 0) throw watchdog.error(0, sinceMs)
    outer.addEventListener('abort', onAbort, { once: true })
    return next(request, { ...context, signal: controller.signal, progress: onStep })[Symbol.asyncIterator]()
  }

  function wait(onEvent: (result: IteratorResult<ChatEvent>) => void, onError: (error: unknown) => void): void {
    resolve = onEvent
    reject = onError
    try {
      if (outer.aborted) throw outer.reason
      sinceMs = clock.monotonic()
      iterator ??= open()
      setTimer(sinceMs)
      iterator.next().then(onResult, onFailure)
    } catch (error) {
      onFailure(error)
    }
  }

  function onResult(result: IteratorResult<ChatEvent>): void {
    if (resolve === undefined) return
    waitedMs += Math.max(0, clock.monotonic() - sinceMs)
    if (result.done) close()
    else watchdog.event(result.value, waitedMs)
    resolve(result)
    resolve = undefined
  }

  function onStep(step: 'sent' | 'headers'): void {
    context.progress?.(step)
    if (resolve === undefined) return
    const nowMs = clock.monotonic()
    watchdog.step?.(step, waitedMs + Math.max(0, nowMs - sinceMs))
    setTimer(sinceMs)
  }

  function onFailure(error: unknown): void {
    if (resolve === undefined) return
    close()
    resolve = undefined
    reject?.(error)
  }

  function setTimer(nowMs: number): void {
    const atMs = nowMs + watchdog.leftMs(waitedMs, nowMs)
    if (!(atMs < timerAtMs)) return
    cancelTimer?.()
    timerAtMs = atMs
    cancelTimer = clock.after(atMs - clock.monotonic(), onTimer)
  }

  function onTimer(): void {
    cancelTimer = undefined
    timerAtMs = Number.POSITIVE_INFINITY
    // Nobody waits: the next one who does sets it again.
    if (resolve === undefined) return
    const nowMs = clock.monotonic()
    waitedMs += Math.max(0, nowMs - sinceMs)
    sinceMs = nowMs
    // What a rounding leaves over is no time.
    if (watchdog.leftMs(waitedMs, nowMs) > 1e-3) setTimer(nowMs)
    else end(watchdog.error(waitedMs, nowMs))
  }

  const onAbort = () => end(outer.reason)

  /** Sends the source away and throws at the reader, who hears of an abort when it reads on if it is not waiting. */
  function end(error: unknown): void {
    letGo()
    controller.abort(error)
    // Why a source that is not wanted any more fails to end does not matter.
    leave().catch(() => undefined)
    onFailure(error)
  }

  function close(): void {
    isOver = true
    letGo()
  }

  function letGo(): void {
    cancelTimer?.()
    outer.removeEventListener('abort', onAbort)
  }

  async function leave(): Promise<void> {
    const left = iterator
    iterator = undefined
    await left?.return?.()
  }

  return {
    next: () => (isOver ? Promise.resolve(done) : new Promise(wait)),
    async return() {
      if (isOver) return done
      const waiting = resolve
      resolve = undefined
      close()
      waiting?.(done)
      const leaving = leave()
      // A source that is being waited for hears of the end by its signal only.
      if (waiting !== undefined) controller.abort()
      await atMost(leaving, longestReturnMs, clock)
      return done
    },
  }
}
