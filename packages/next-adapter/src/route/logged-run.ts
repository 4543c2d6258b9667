import { type ChatError, type RunLog, type RunPart, toChatError, withDetails } from '@sluice/core'
import type { UIMessageChunk } from '@sluice/core/ui'
import { isPromise } from './careful-log.ts'
import { type ChatCall, figuresOf } from './chat-call.ts'
import { deferred } from './deferred.ts'
import { every } from './every.ts'
import { createFeed, type Feed } from './feed.ts'
import { donePart } from './part-stream.ts'
import { writeRefusal } from './refusal.ts'
import { report } from './report.ts'
import type { RouteSettings } from './route-settings.ts'
import { createUnreadWatch } from './unread-watch.ts'

export interface LoggedRunOptions {
  call: ChatCall
  /** The request that began it. */
  request: Request
  runId: string
  log: RunLog
  /** Aborted when somebody asks the run to stop. */
  stopping: AbortSignal
  settings: RouteSettings
}

/** A run that goes on whether or not anybody reads it. */
export interface LoggedRun {
  /** What it says, for the one who asked. */
  readonly feed: Feed
  /** Resolves when the answer has begun. Rejects with the reason if it does not. */
  readonly begun: Promise<void>
  /** The one who asked has gone. */
  leave(): void
}

// A log has to know that the run lives, also where it does not keep what the run says.
const signOfLifeMs = 20_000

/** Carries out a call: all that it says goes into the log, and to the one who asked. */
export function startLoggedRun({ call, request, runId, log, stopping, settings }: LoggedRunOptions): LoggedRun {
  const { run, encoder, onChunk } = call
  const { clock, waitUntil, logger } = settings
  const feed = createFeed()
  const begun = deferred()
  const over = deferred()
  let seq = 0
  let isKept = true
  let hasBegun = false
  /** Whether the last word has been said. */
  let isComplete = false
  let lastWords: Promise<void> | undefined
  /** Whether it has been written, after which nothing may be. */
  let isSealed = false
  let isOver = false
  let isStopped = false
  let failed: ChatError | undefined

  const unread = createUnreadWatch({
    unreadMs: () => log.unreadMs(runId),
    continueMs: settings.continueMs,
    clock,
    onUnread,
  })
  const callOffSigns = every(signOfLifeMs, clock, () => void log.append(runId, []))

  function write(chunks: readonly UIMessageChunk[], isLast = false): undefined | Promise<void> {
    // A handler that heeds no abort may still speak while the log takes its time.
    if (isOver || isSealed) return
    isSealed = isLast
    const parts = chunks.map(toPart)
    feed.push(isLast ? [...parts, donePart] : parts)
    if (!isKept || parts.length === 0) return
    const kept = log.append(runId, parts)
    if (isPromise(kept)) return kept.then(onKept)
    onKept(kept)
  }
  /** Readers need not wait for what the handler still has to do. */
  function writeLast(chunks: readonly UIMessageChunk[]): Promise<void> {
    isComplete = true
    lastWords = seal(chunks)
    return lastWords
  }
  async function seal(chunks: readonly UIMessageChunk[]): Promise<void> {
    await write(chunks, true)
    await log.end(runId)
  }
  function toPart(chunk: UIMessageChunk): RunPart {
    onChunk?.(chunk)
    const data = JSON.stringify(chunk)
    return 'transient' in chunk && chunk.transient ? { data } : { seq: ++seq, data }
  }
  function onKept(value: boolean): void {
    if (isKept && !value) {
      isKept = false
      stopIfLost()
    }
  }
  /** Nobody can come back to a run that is not kept. */
  function stopIfLost(): void {
    if (!isKept && !feed.hasReader() && !isComplete) onUnread()
  }
  function onUnread(): void {
    run.hangUp(new DOMException('Nobody reads the answer any more.', 'AbortError'))
  }
  function begin(): void {
    hasBegun = true
    begun.resolve()
  }

  async function carryOut(): Promise<void> {
    waitUntil?.(over.promise, request)
    if (run.signal.aborted) return
    const isReady = await run.open(settings.commitAfterMs)
    if (isOver) return
    if (!isReady) await write(encoder.begin())
    begin()
    for (let events = await run.read(); events.length > 0; events = await run.read()) {
      const chunks = events.flatMap(encoder.encode)
      const written = run.isFinished() && !isComplete ? writeLast(chunks) : write(chunks)
      if (written !== undefined) await written
      // What the log does not keep is kept for nobody but the one who asked, who then sets the pace.
      if (!isKept) await feed.drained()
      // Some handlers do not heed an abort, and go on.
      if (isOver) return
    }
    if (!run.signal.aborted) await finish()
  }
  async function onThrown(thrown: unknown): Promise<void> {
    // The handler ends with the abort, which is dealt with below.
    if (run.signal.aborted) return
    const failure = withDetails(toChatError(thrown), { requestId: runId })
    if (!hasBegun) return refuse(failure, thrown)
    // Before anything is waited for: a stop may come in between, and end what has failed.
    failed = failure
    if (!isComplete) await writeLast(encoder.fail(failure, figuresOf(run)))
    await finish()
  }
  async function onHangUp(): Promise<void> {
    await run.whenReleased()
    if (isOver) return
    const ending = isStopped ? 'stopped' : 'interrupted'
    if (!isComplete) await writeLast(encoder.abort({ ...figuresOf(run), ending }))
    begin()
    await finish()
  }

  function letGo(): void {
    isOver = true
    unread.stop()
    callOffSigns()
    run.signal.removeEventListener('abort', onHangUp)
    stopping.removeEventListener('abort', onStop)
  }
  async function refuse(failure: ChatError, thrown: unknown): Promise<void> {
    letGo()
    await log.withdraw(runId, writeRefusal(failure))
    // Otherwise whoever asked is told, and it is reported there.
    if (!feed.hasReader()) report(logger, failure)
    await settle(failure)
    // A call that failed is over already; one that was never begun is not.
    run.hangUp()
    begun.reject(thrown)
  }
  async function finish(): Promise<void> {
    if (isOver) return
    letGo()
    await lastWords
    if (failed !== undefined) report(logger, failed)
    await settle(failed)
    feed.end()
  }
  async function settle(failure: ChatError | undefined): Promise<void> {
    const settled = call.settle(failure)
    over.resolve(settled)
    if (waitUntil === undefined) await settled
  }
  function onStop(): void {
    isStopped = true
    run.hangUp(stopping.reason)
  }

  // Whoever asked may have gone before it is known.
  begun.promise.catch(() => undefined)
  run.signal.addEventListener('abort', onHangUp, { once: true })
  if (stopping.aborted) onStop()
  else stopping.addEventListener('abort', onStop)
  carryOut().catch(onThrown)

  return {
    feed,
    begun: begun.promise,
    leave() {
      feed.leave()
      if (isOver) return
      unread.start()
      stopIfLost()
    },
  }
}
