/** Reads an iterator one step ahead, so that one can see whether more is ready without waiting for it. */
export interface Lookahead<Value> {
  /** Resolves when there is something to take: a value, the end, or a failure. Never rejects. */
  next(): Promise<void>
  readonly isReady: boolean
  /** Whether what is ready is a value, and neither the end nor a failure. */
  readonly hasValue: boolean
  /** The value; `undefined` at the end. Throws what the iterator threw. The end and a failure stay. */
  take(): Value | undefined
}

export function createLookahead<Value>(iterator: AsyncIterator<Value>): Lookahead<Value> {
  let settled: Promise<void> | undefined
  let result: IteratorResult<Value> | undefined
  let failure: { error: unknown } | undefined

  const onResult = (next: IteratorResult<Value>) => {
    result = next
  }
  const onError = (error: unknown) => {
    failure = { error }
  }
  return {
    next() {
      settled ??= iterator.next().then(onResult, onError)
      return settled
    },
    get isReady() {
      return result !== undefined || failure !== undefined
    },
    get hasValue() {
      return result !== undefined && !result.done
    },
    take() {
      if (failure !== undefined) throw failure.error
      if (result === undefined) throw new Error('lookahead: nothing is ready')
      if (result.done) return undefined
      const { value } = result
      settled = undefined
      result = undefined
      return value
    },
  }
}
