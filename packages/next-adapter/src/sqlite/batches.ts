import type { Clock } from '@sluice/core'
import { type Deferred, deferred } from '../route/deferred.ts'
import { type SqliteFailureCode, sqliteFailure } from './sqlite-failure.ts'

export interface BatchesOptions<Item> {
  readonly path: string
  /** Makes a batch safe, all of it or nothing. */
  readonly write: (items: readonly Item[]) => void
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
}

const firstRetryMs = 20
const longestRetryMs = 1_000

export function createBatches<Item>(options: BatchesOptions<Item>): Batches<Item> {
  const { path, write, batchMs, maxBatch, maxWaiting, retryForMs, clock } = options
  const waiting: Waiting<Item>[] = []
  let size = 0
  let isPlanned = false
  let failingSinceMs: number | undefined
  let retryMs = firstRetryMs
  let ended: Deferred<void> | undefined

  function plan(delayMs: number): void {
    isPlanned = true
    clock.after(delayMs, flush)
  }

  function flush(): void {
    isPlanned = false
    const batch = nextBatch()
    try {
      write(batch.flatMap(({ items }) => items))
    } catch (error) {
      keepOrGiveUp(error)
      return
    }
    failingSinceMs = undefined
    retryMs = firstRetryMs
    leave(batch)
    for (const { resolve } of batch) resolve()
    goOn(0)
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

  /** A disk may be full or locked for a moment: all keep their places until it is clear that nothing helps. */
  function keepOrGiveUp(error: unknown): void {
    const nowMs = clock.monotonic()
    failingSinceMs ??= nowMs
    if (nowMs - failingSinceMs >= retryForMs) {
      const all = waiting.slice()
      leave(all)
      for (const { reject } of all) reject(error)
    }
    goOn(retryMs)
    retryMs = Math.min(retryMs * 2, longestRetryMs)
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
      waiting.push({ items, resolve, reject })
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
