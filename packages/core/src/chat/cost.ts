/** A currency in which providers send bills. */
export type Currency = 'CNY' | 'USD'

/**
 * Money, each currency apart, as exact decimal numbers: `{ CNY: '0.00168' }`. Currencies are never added up: what they are
 * worth in each other is for whoever knows a rate to say.
 */
export type Cost = Readonly<Partial<Record<Currency, string>>>
