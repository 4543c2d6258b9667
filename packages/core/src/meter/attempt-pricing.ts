import type { Cost } from '../chat/cost.ts'
import { fromNanos } from '../chat/decimal.ts'
import type { CallOutcome, Observer } from '../chat/handler.ts'
import { nanosOf } from '../money/cost-of.ts'
import { addCosts } from '../money/costs.ts'
import type { PriceList } from '../money/price.ts'
import type { AttemptRecord } from '../store/usage-record.ts'
import type { TalliedAttempt } from '../tokens/usage-tally.ts'

/** What the attempts of a call cost, one by one and together. */
export interface PricedAttempts {
  readonly attempts: readonly PricedAttempt[]
  readonly cost: Cost | undefined
  /** Attempts that used tokens whose price is not known. */
  readonly unpriced: number | undefined
}

/** Where nobody said how it ended, it ended as its call did. */
export type PricedAttempt = Omit<AttemptRecord, 'outcome'> & { readonly outcome?: CallOutcome | undefined }

// Whoever asks for models by the thousand is told of the first ones.
const mostUnknown = 1_000

/** Prices attempts, each at the time when it began; says once of each model that its price is not known. */
export function createAttemptPricing(prices: PriceList) {
  const unknown = new Set<string>()

  function tellUnknown(provider: string, model: string, observe: Observer): void {
    const name = `${provider} ${model}`
    if (unknown.has(name) || unknown.size >= mostUnknown) return
    unknown.add(name)
    observe({ type: 'price-unknown', provider, model })
  }

  return (tallied: readonly TalliedAttempt[], observe: Observer): PricedAttempts => {
    let unpriced = 0
    const attempts = tallied.map((attempt): PricedAttempt => {
      const { at, provider = '', model, target, usage, hasThoughts } = attempt
      const record = recordOf(attempt)
      if (usage.inputTokens === 0 && usage.outputTokens === 0) return record
      const price = model === undefined ? undefined : prices.find({ provider, model, target, at })
      if (price === undefined) {
        unpriced++
        if (model !== undefined) tellUnknown(provider, model, observe)
        return record
      }
      const nanos = nanosOf(price, usage, { at, thinking: hasThoughts || undefined })
      record.cost = { [price.currency]: fromNanos(nanos) }
      return record
    })
    const costs = attempts.flatMap(({ cost }) => cost ?? [])
    // Most calls are one attempt.
    const cost = costs.length > 1 ? addCosts(...costs) : costs[0]
    return { attempts, cost, unpriced: unpriced === 0 ? undefined : unpriced }
  }
}

/** Field by field: what a rest pattern makes costs several times that (bench/money). */
function recordOf(attempt: TalliedAttempt): PricedAttempt & { cost: Cost | undefined } {
  const { provider, model, target, lane, outcome, errorCode, usage, durationMs } = attempt
  return { provider, model, target, lane, outcome, errorCode, usage, cost: undefined, durationMs }
}
