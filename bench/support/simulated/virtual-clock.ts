import type { Clock } from '@sluice/core'

/** A clock that jumps from one timer to the next, for hours of waiting in a moment. */
export interface VirtualClock extends Clock {
  /** Runs what falls due until the promise is settled. */
  run<Value>(promise: Promise<Value>): Promise<Value>
}

interface Timer {
  readonly dueMs: number
  /** Of timers for the same instant, the one that was set first comes first. */
  readonly number: number
  callback: (() => void) | undefined
}

// Times of a binary grain add up without rounding: else something may be due in a moment too short to let time pass.
const stepMs = 1 / 1_024

export function createVirtualClock(): VirtualClock {
  const heap: Timer[] = []
  let nowMs = 0
  let count = 0

  const isBefore = (one: Timer, other: Timer) =>
    one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.number < other.number)

  function push(timer: Timer): void {
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(timer, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = timer
  }

  function pop(): Timer | undefined {
    const [first] = heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }

  return {
    now: () => Date.UTC(2026, 0, 1) + nowMs,
    monotonic: () => nowMs,
    after(delayMs, callback) {
      const dueMs = Math.ceil((nowMs + Math.max(0, delayMs)) / stepMs) * stepMs
      const timer: Timer = { dueMs, number: count++, callback }
      push(timer)
      return () => {
        timer.callback = undefined
      }
    },
    async run(promise) {
      let isSettled = false
      const settled = () => {
        isSettled = true
      }
      promise.then(settled, settled)
      for (;;) {
        // All promises have their turn before the next immediate.
        await new Promise((resolve) => setImmediate(resolve))
        if (isSettled) return promise
        let timer = pop()
        while (timer !== undefined && timer.callback === undefined) timer = pop()
        if (timer === undefined) throw new Error('Everybody waits, and nothing will happen any more.')
        nowMs = Math.max(nowMs, timer.dueMs)
        timer.callback?.()
      }
    },
  }
}
