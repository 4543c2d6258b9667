import type { Breaker } from '../breaker/breaker.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { Clock } from '../chat/clock.ts'
import type { Limiter } from '../limit/limiter.ts'
import type { TokenLearner } from '../tokens/token-learner.ts'

/** What stands between a call and one lane. */
export interface AttemptOptions {
  target: string
  lane: string
  provider: string
  model: string
  breaker: Breaker | undefined
  /** What a call does while the circuit is open. */
  whenOpen: 'fail' | 'wait'
  limiter: Limiter
  /** Who pays for it; `undefined` where nobody counts money. */
  budgets?: Budgets | undefined
  /** Corrects what is estimated of tokens. */
  learner?: Pick<TokenLearner, 'factor'> | undefined
  /** Whether the limiter counts tokens, so that they have to be estimated. */
  countsTokens: boolean
  /** How long a call may wait for its turns in all. */
  maxWaitMs: number | undefined
  /** Whether a refusal for coming too fast tells how many calls may be in flight: where no rates are known. */
  learnsFromRefusals: boolean
  /** Whether another lane could begin at once: then a call that came too fast goes there instead of waiting here. */
  hasOther: () => boolean
  clock: Clock
}

const shortWaitMs = 5_000
const longWaitMs = 60_000

/** How long a call waits: where nothing is said, not for long if another target may be free. */
export function maxWaitOf({ maxWaitMs }: AttemptOptions, canFallBack: boolean | undefined): number {
  return maxWaitMs ?? (canFallBack ? shortWaitMs : longWaitMs)
}
