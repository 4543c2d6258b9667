import type { Clock } from '../chat/clock.ts'

const soonMs = 100

/** Whether a promise settles within a tenth of a second, one way or the other. */
export function settlesSoon(promise: Promise<unknown>, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(soonMs, () => resolve(false))
    const onSettled = () => {
      cancel()
      resolve(true)
    }
    promise.then(onSettled, onSettled)
  })
}
