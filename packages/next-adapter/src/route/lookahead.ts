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
  let outcome: { result: IteratorResult<Value> } | { error: unknown } | undefined

  return {
    next() {
      settled ??= iterator.next().then(
        (result) => {
          outcome = { result }
        },
        (error) => {
          outcome = { error }
        },
      )
      return settled
    },
    get isReady() {
      return outcome !== undefined
    },
    get hasValue() {
      return outcome !== undefined && 'result' in outcome && !outcome.result.done
    },
    take() {
      if (outcome === undefined) throw new Error('lookahead: nothing is ready')
      if ('error' in outcome) throw outcome.error
      if (outcome.result.done) return undefined
      const { value } = outcome.result
      settled = undefined
      outcome = undefined
      return value
    },
  }
}
