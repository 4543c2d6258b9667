/**
 * The promise, or the signal's abort, whichever comes first: not everybody who is given a signal heeds it. A value that
 * comes after the abort is handed to `discard`.
 */
export function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  discard?: (value: Value) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort)
        if (signal.aborted) discard?.(value)
        resolve(value)
      },
      (error) => {
        signal.removeEventListener('abort', onAbort)
        reject(error)
      },
    )
  })
}
