import type { Budget, ExchangeRates } from '@sluice/core'

/** What each visitor may spend: some hundred answers a day, or seven that are dear. */
export const dailyBudget = {
  per: 'caller',
  amount: '5.00',
  currency: 'CNY',
  window: '1d',
  timeZone: 'Asia/Shanghai',
} as const satisfies Budget

/** For models that are paid in dollars. */
export const rates = { USD: { CNY: '7.10', asOf: '2026-11-01' } } as const satisfies ExchangeRates
