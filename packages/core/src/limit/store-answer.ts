import type { Clock } from '../chat/clock.ts'
import { storeFailure } from './store-failure.ts'

/** The answer of a store elsewhere that is being waited for. It has no timer: whoever waits looks at `untilMs`. */
export interface StoreAnswer {
  /** How long it is waited for; `undefined` while nothing is asked. */
  readonly untilMs: number | undefined
  /** `onEnd` comes after one of the others, whatever they throw, but not for an answer that was given up: that one is still told of. */
  await<Value>(answer: Promise<Value>, take: AnswerTaker<Value>): void
  /** Fails what was not answered in time: a store that hangs may cost one call, not all of them. */
  giveUp(nowMs: number): void
}

export interface AnswerTaker<Value> {
  onAnswer(value: Value): void
  /** Also for what `onAnswer` throws; and once more where it comes after it was given up. */
  onError(error: unknown): void
  onEnd(): void
}

// A store that is slower than this is as good as down.
const longestMs = 5_000

export function createStoreAnswer(clock: Clock): StoreAnswer {
  let awaited: { readonly untilMs: number; fail(): void } | undefined

  return {
    get untilMs() {
      return awaited?.untilMs
    },
    await(answer, { onAnswer, onError, onEnd }) {
      const end = () => {
        if (awaited !== own) return
        awaited = undefined
        onEnd()
      }
      const fail = () => {
        try {
          onError(storeFailure())
        } finally {
          end()
        }
      }
      const own = { untilMs: clock.monotonic() + longestMs, fail }
      awaited = own
      answer
        .then(onAnswer)
        .catch((error: unknown) => onError(storeFailure(error)))
        // Whatever happened, the next one has its turn.
        .then(end, end)
    },
    giveUp(nowMs) {
      if (awaited !== undefined && nowMs >= awaited.untilMs) awaited.fail()
    },
  }
}
