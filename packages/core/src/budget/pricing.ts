import type { Currency } from '../chat/cost.ts'
import type { Usage } from '../chat/event.ts'
import type { WorstCase } from '../money/worst-case.ts'

/** What a budget has to know of money. */
export interface Pricing {
  /** What so much may cost at most, in billionths of a currency. `undefined` where no price is known. */
  worstCase(asked: AskedModel, tokens: AskedTokens): Charge | undefined
  /** What it has cost. */
  costOf(asked: AskedModel, usage: Usage, hasThoughts: boolean): Charge | undefined
  /** The same in another currency. @throws RangeError without a rate. */
  convert(charge: Charge, to: Currency): bigint
}

export interface Charge {
  readonly nanos: bigint
  readonly currency: Currency
}

/** Which model is asked, and when. */
export interface AskedModel {
  readonly target: string
  readonly provider: string
  readonly model: string
  /** In milliseconds of the Unix epoch. */
  readonly at: number
}

/** The most that may come of an attempt. */
export interface AskedTokens {
  readonly inputTokens: number
  readonly outputTokens: number
  /** What else it can be billed for. @default everything */
  readonly possible?: Pick<WorstCase, 'media' | 'cacheWrites'> | undefined
}
