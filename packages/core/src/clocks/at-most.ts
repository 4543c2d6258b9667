import type { Clock } from '../chat/clock.ts'

/** Settles as the promise does, or resolves when that takes longer. */
export function atMost(promise: Promise<void>, delayMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(delayMs, resolve)
    promise.finally(cancel).then(resolve, reject)
  })
}
