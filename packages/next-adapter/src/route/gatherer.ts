import { atEndOfTurn } from './end-of-turn.ts'

/** Reads an iterator so that what is ready together can be taken together. Nothing is read unless it is waited for. */
export interface Gatherer<Value> {
  /** Resolves when another value has arrived, or the end or a failure. Never rejects. */
  arrival(): Promise<void>
  /**
   * Resolves when something has arrived and this turn of the event loop brings no more, or there are `most` values.
   * Never rejects.
   */
  arrivals(): Promise<void>
  /** What has arrived and is not taken. */
  arrived(): readonly Value[]
  /**
   * Takes what has arrived; nothing if the iterator has ended. Throws what the iterator threw, once everything before
   * it has been taken.
   */
  take(): Value[]
  /** Whether nothing more will arrive. */
  isEnded(): boolean
}

/**
 * A state machine instead of promises that wait for promises: this runs once for every chunk of every answer, mostly on
 * a processor that has just woken up for it.
 */
export function createGatherer<Value>(iterator: AsyncIterator<Value>, most: number): Gatherer<Value> {
  let values: Value[] = []
  let isReading = false
  let isEnded = false
  let failure: { error: unknown } | undefined
  let waiting: (() => void) | undefined
  let isOneEnough = false
  let isTurnEndDue = false

  function read(): void {
    if (isReading || isEnded) return
    isReading = true
    try {
      iterator.next().then(onResult, onError)
    } catch (error) {
      onError(error)
    }
  }
  function onResult(result: IteratorResult<Value>): void {
    isReading = false
    if (result.done) isEnded = true
    else values.push(result.value)
    onArrival()
  }
  function onError(error: unknown): void {
    isReading = false
    isEnded = true
    failure = { error }
    onArrival()
  }
  function onArrival(): void {
    if (waiting === undefined) return
    if (isOneEnough || isEnded || values.length >= most) {
      release()
    } else {
      scheduleRelease()
      read()
    }
  }
  function scheduleRelease(): void {
    if (isTurnEndDue) return
    isTurnEndDue = true
    atEndOfTurn(onTurnEnd)
  }
  function onTurnEnd(): void {
    isTurnEndDue = false
    if (values.length > 0) release()
  }
  function release(): void {
    waiting?.()
    waiting = undefined
  }
  function wait(isOne: boolean): Promise<void> {
    return new Promise((resolve) => {
      waiting = resolve
      isOneEnough = isOne
      // Another value is waited for even where there are many: who waits for one does not take them yet.
      if (isEnded || (!isOne && values.length >= most)) return release()
      if (values.length > 0 && !isOne) scheduleRelease()
      read()
    })
  }

  return {
    arrival: () => wait(true),
    arrivals: () => wait(false),
    take() {
      if (values.length === 0 && failure !== undefined) throw failure.error
      const taken = values
      values = []
      return taken
    },
    arrived: () => values,
    isEnded: () => isEnded,
  }
}
