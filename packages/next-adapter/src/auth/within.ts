import type { Clock } from '@sluice/core'

/**
 * What a promise brings within that time, if anything. In Workers one of another request may never settle, but a timer
 * of this one does go off.
 */
export function within<Value>(
  promise: Promise<Value> | undefined,
  waitMs: number,
  clock: Clock,
): Promise<Value | undefined> {
  if (promise === undefined || waitMs <= 0) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const callOff = clock.after(waitMs, () => resolve(undefined))
    promise.then(resolve, reject).finally(callOff)
  })
}
