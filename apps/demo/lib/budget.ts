import type { PipelineOptions } from '@sluice/core'

/** A day's worth of simulated or real answers: hundreds of them, or five that are dear. */
export const budget = {
  budget: [
    // A model that a visitor brings at an address of its own may have no price: it is asked all the same.
    { per: 'caller', amount: '5.00', currency: 'CNY', window: '1d', timeZone: 'Asia/Shanghai', unpriced: 'allow' },
  ],
  rates: { USD: { CNY: '7.10', asOf: '2026-11-01' } },
} as const satisfies Pick<PipelineOptions<string>, 'budget' | 'rates'>
