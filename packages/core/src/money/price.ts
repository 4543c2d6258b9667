import type { Currency } from '../chat/cost.ts'

/** What a model costs. One model may have several prices, each for its time. */
export interface Price {
  /** Who sends the bill: `openai`, `anthropic`, `baidu`, `alibaba`, `alibaba-intl`, `deepseek`, `moonshot`, `zhipu`, or another name. */
  readonly provider: string
  /** The model, as the provider names it. */
  readonly model: string
  /** Other ids of the same model at the same price. */
  readonly aliases?: readonly string[] | undefined
  readonly currency: Currency
  readonly rates: PriceRates
  /** Other rates for larger requests, the smallest first. */
  readonly tiers?: readonly PriceTier[] | undefined
  /**
   * What a tier's rates hold for: all tokens of a request that reaches it, or only the input above its border.
   * @default 'whole-request'
   */
  readonly tierMode?: 'whole-request' | 'marginal' | undefined
  /** Hours at which other rates hold. */
  readonly schedule?: PriceSchedule | undefined
  /** The first day of this price, such as `2026-09-01` (UTC). */
  readonly validFrom?: string | undefined
  /** The first day after this price (UTC). */
  readonly validUntil?: string | undefined
  /** When it was last seen: a day or a month. */
  readonly asOf: string
  /** Where it was seen. */
  readonly source: string
}

/**
 * Amounts of the price's currency per million tokens, as decimal numbers such as `'0.15'`. A kind that is left out costs
 * what its neighbour costs: cached and written input, pictures and sound like `input`; answers with thoughts like `output`.
 */
export interface PriceRates {
  readonly input: string
  readonly output: string
  /** Input read from the provider's prompt cache. */
  readonly cachedInput?: string | undefined
  /** Input written to the prompt cache for the usual time (5 minutes at most vendors). @default `input` */
  readonly cacheWrite?: string | undefined
  /** Input written to the prompt cache for an hour. @default `cacheWrite` */
  readonly cacheWrite1h?: string | undefined
  readonly imageInput?: string | undefined
  readonly audioInput?: string | undefined
  readonly imageOutput?: string | undefined
  readonly audioOutput?: string | undefined
  /** Thoughts, where they have a rate of their own. @default `output` */
  readonly reasoning?: string | undefined
  /** What differs in calls where the model thinks: the whole answer is billed so. */
  readonly thinking?: Partial<PriceRates> | undefined
  /** What differs in batches. */
  readonly batch?: Partial<PriceRates> | undefined
}

/** Rates from a size on. */
export interface PriceTier {
  /** For requests with more input than this, in tokens, cached included. */
  readonly aboveInputTokens: number
  /** And with more output than this, where a vendor distinguishes that. */
  readonly aboveOutputTokens?: number | undefined
  /** What is left out is as in `rates` of the price. */
  readonly rates: Partial<PriceRates>
}

/** Hours at which other rates hold. */
export interface PriceSchedule {
  /** Whose clock, such as `Asia/Shanghai`. */
  readonly timeZone: string
  readonly times: readonly {
    /** 0 is Sunday. @default every day */
    readonly days?: readonly number[] | undefined
    /** `'09:00'`, included. */
    readonly from: string
    /** `'12:00'`, excluded; `'24:00'` is the end of the day. */
    readonly to: string
  }[]
  /** What is left out is as in `rates` of the price. */
  readonly rates: Partial<PriceRates>
}

/** Knows prices. */
export interface PriceList {
  /** The price of a model at a time; `undefined` if it is not known. */
  find(query: PriceQuery): Price | undefined
}

export interface PriceQuery {
  /** Who sends the bill, or the provider's name in events. Without it the model's name decides. */
  readonly provider?: string | undefined
  /** The model's id as requests or replies have it. */
  readonly model: string
  /** The name of the target that was asked, where there is one. */
  readonly target?: string | undefined
  /** In milliseconds of the Unix epoch. */
  readonly at: number
}
