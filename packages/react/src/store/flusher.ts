/** Publishes changes at a bearable pace. */
export interface Flusher {
  /** Asks for a flush: at once if the last one is long enough ago, else as soon as it is. */
  request(): void
  /** Forgets a flush that was asked for. */
  cancel(): void
}

// More than that is 1 ms to a timer.
const longestTimerMs = 2 ** 31 - 1
// A page that is hidden in the meantime gets no frame any more.
const longestFrameMs = 100

/**
 * At most one flush every `intervalMs()`, in step with the screen where there is one. The first after a pause happens at
 * once, so that the first word of an answer is seen without delay.
 */
export function createFlusher(flush: () => void, intervalMs: () => number): Flusher {
  let lastMs = Number.NEGATIVE_INFINITY
  let callOff: (() => void) | undefined

  function run(): void {
    callOff = undefined
    lastMs = performance.now()
    flush()
  }
  return {
    request() {
      if (callOff !== undefined) return
      const waitMs = Math.min(lastMs + intervalMs() - performance.now(), longestTimerMs)
      // What is no number is no interval.
      if (!(waitMs > 0)) return run()
      const timer = setTimeout(() => {
        callOff = onFrame(run)
      }, waitMs)
      callOff = () => clearTimeout(timer)
    },
    cancel() {
      callOff?.()
      callOff = undefined
    },
  }
}

/** Calls back with the next frame, or without one where none comes. Returns a function that calls it off. */
function onFrame(callback: () => void): (() => void) | undefined {
  const isVisible = typeof document !== 'undefined' && document.visibilityState === 'visible'
  if (!isVisible || typeof requestAnimationFrame === 'undefined') {
    callback()
    return undefined
  }
  const callOff = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
  const once = () => {
    callOff()
    callback()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, longestFrameMs)
  return callOff
}
