/** Time, handed in wherever time matters, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch: for dates. */
  now(): number
  /** Milliseconds of a clock that never jumps: for durations. */
  monotonic(): number
  /** Calls back once after `delayMs`. Returns a function that calls it off. */
  after(delayMs: number, callback: () => void): () => void
}

// A longer delay overflows in browsers and Node alike, and fires at once.
const longestTimerMs = 2 ** 31 - 1

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    let timer: ReturnType<typeof setTimeout>
    const arm = (remainingMs: number) => {
      const stepMs = Math.min(remainingMs, longestTimerMs)
      timer = setTimeout(() => (remainingMs > stepMs ? arm(remainingMs - stepMs) : callback()), stepMs)
    }
    arm(Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
}

/** Waits. An abort ends the wait at once with the signal's reason. */
export function sleep(delayMs: number, options: { clock: Clock; signal?: AbortSignal | undefined }): Promise<void> {
  const { clock, signal } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
