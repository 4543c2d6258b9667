import type { Clock } from '@sluice/core'

/** Calls back again and again. Returns a function that ends it. */
export function every(intervalMs: number, clock: Clock, callback: () => void): () => void {
  let callOff = () => {}
  const arm = () => {
    callOff = clock.after(intervalMs, () => {
      callback()
      arm()
    })
  }
  arm()
  return () => callOff()
}
