import type { Clock } from '@sluice/core'
import { type Deferred, deferred } from '../route/deferred.ts'
import { type SqliteFailureCode, sqliteFailure } from './sqlite-failure.ts'

export interface BatchesOptions<Item> {
  readonly path: string
  /** Makes a batch safe, all of it or nothing. */
  readonly write: (items: readonly Item[]) => void
  /** Whether an error is because of the items: to try them again helps nobody. */
  readonly isLasting: (error: unknown) => boolean
  readonly batchMs: number
  readonly maxBatch: number
  readonly maxWaiting: number
  readonly retryForMs: number
  readonly clock: Clock
}

/** Gathers what is to be written, so that many share one transaction. */
export interface Batches<Item> {
  /** Resolves when they are safe. Those of one call are in one batch. */
  add(items: readonly Item[]): Promise<void>
  /** Takes no more. Resolves when nothing waits any more, be it safe or given up. */
  end(): Promise<void>
}

interface Waiting<Item> {
  readonly items: readonly Item[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** Since when they are tried in vain. */
  failingSinceMs: number | undefined
}

const firstRetryMs = 20
const longestRetryMs = 1_000

export function createBatches<Item>(options: BatchesOptions<Item>): Batches<Item> {
  const { path, write, isLasting, batchMs, maxBatch, maxWaiting, retryForMs, clock } = options
  const waiting: Waiting<Item>[] = []
  let size = 0
  let isPlanned = false
  let isFailing = false
  let retryMs = firstRetryMs
  let ended: Deferred<void> | undefined

  function plan(delayMs: number): void {
    isPlanned = true
    clock.after(delayMs, flush)
  }

  function flush(): void {
    isPlanned = false
    const failure = writeOut(nextBatch())
    if (failure === undefined) {
      retryMs = firstRetryMs
      goOn(0)
      return
    }
    giveUpOld(failure.error)
    goOn(retryMs)
    retryMs = waiting.length === 0 ? firstRetryMs : Math.min(retryMs * 2, longestRetryMs)
  }

  /** Says why the first of those that still wait must be tried again. Where one of many cannot be written, halves find it. */
  function writeOut(batch: readonly Waiting<Item>[]): { readonly error: unknown } | undefined {
    try {
      write(batch.flatMap(({ items }) => items))
    } catch (error) {
      if (!isLasting(error)) return { error }
      const half = batch.length >> 1
      if (half > 0) return writeOut(batch.slice(0, half)) ?? writeOut(batch.slice(half))
      leave(batch)
      for (const { reject } of batch) reject(error)
      return undefined
    }
    leave(batch)
    for (const { resolve } of batch) resolve()
    if (isFailing) for (const entry of waiting) entry.failingSinceMs = undefined
    isFailing = false
    return undefined
  }

  /** The first ones, up to `maxBatch`: all of that many at least. */
  function nextBatch(): readonly Waiting<Item>[] {
    let count = 0
    const end = waiting.findIndex(({ items }, index) => {
      count += items.length
      return index > 0 && count > maxBatch
    })
    return end === -1 ? waiting.slice() : waiting.slice(0, end)
  }

  /** A disk may be full or locked for a moment: each keeps its place until it is clear that nothing helps. */
  function giveUpOld(error: unknown): void {
    const nowMs = clock.monotonic()
    isFailing = true
    for (const entry of waiting) entry.failingSinceMs ??= nowMs
    // Those that came first have failed for the longest.
    const end = waiting.findIndex(({ failingSinceMs = nowMs }) => nowMs - failingSinceMs < retryForMs)
    const old = waiting.slice(0, end === -1 ? waiting.length : end)
    leave(old)
    for (const { reject } of old) reject(error)
  }

  function leave(batch: readonly Waiting<Item>[]): void {
    waiting.splice(0, batch.length)
    for (const { items } of batch) size -= items.length
  }

  function goOn(delayMs: number): void {
    if (waiting.length > 0) plan(delayMs)
    else ended?.resolve()
  }

  return {
    add(items) {
      const refuse = (code: SqliteFailureCode) => Promise.reject(sqliteFailure(code, path))
      if (ended !== undefined) return refuse('closed')
      if (size + items.length > maxWaiting) return refuse('overfull')
      const { promise, resolve, reject } = deferred<void>()
      waiting.push({ items, resolve, reject, failingSinceMs: undefined })
      size += items.length
      if (!isPlanned) plan(batchMs)
      return promise
    },
    end() {
      if (ended === undefined) {
        ended = deferred<void>()
        if (waiting.length === 0) ended.resolve()
      }
      return ended.promise
    },
  }
}
