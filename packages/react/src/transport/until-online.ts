import { type Clock, untilAborted } from '@sluice/core'

/** Waits, but no longer than until the browser says that it is online again. An abort ends the wait with the signal's reason. */
export async function untilOnline(
  delayMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  let wake = () => {}
  const due = new Promise<void>((resolve) => {
    wake = resolve
  })
  const callOff = clock.after(delayMs, wake)
  // Not every platform with a `fetch` has events of its own.
  globalThis.addEventListener?.('online', wake)
  try {
    await untilAborted(due, signal)
  } finally {
    callOff()
    globalThis.removeEventListener?.('online', wake)
  }
}
