import type { Price, PriceRates, PriceSchedule } from '../price.ts'
import { priceRows } from './price-rows.ts'

/**
 * What DeepSeek charges: accounts in yuan as `deepseek`, in dollars as `deepseek-intl`. The rates are those outside the peak
 * hours; at the peak everything costs twice as much. Chinese holidays have no peak, which no schedule here knows: on such
 * a weekday the price is too high. `deepseek-chat` and `deepseek-reasoner` ended with 2026-07-24, and what
 * `deepseek-v4-flash` costs since the schedule came is not known.
 */
export const deepseekPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'deepseek', currency: 'CNY', asOf: '2026-10-17', source: 'DeepSeek price list' },
  {
    from: '2026-08-16',
    rows: [
      ['deepseek-flash', '1', '4', '0.02', { schedule: peak('2', '8', '0.04') }],
      ['deepseek-v4-pro', '4.5', '13.5', '0.15', { schedule: peak('9', '27', '0.3') }],
    ],
  },
  {
    asOf: '2026-05',
    from: '2026-04-27',
    until: '2026-08-16',
    rows: [
      ['deepseek-v4-flash', '1', '2', '0.02'],
      ['deepseek-chat deepseek-reasoner', '1', '2', '0.02', { until: '2026-07-25' }],
      ['deepseek-v4-pro', '3', '6', '0.025'],
    ],
  },
  {
    asOf: '2026-02-10',
    source: 'LobeHub 2.1.26',
    from: '2025-09-29',
    until: '2026-04-24',
    rows: [['deepseek-chat deepseek-reasoner', '2', '3', '0.2']],
  },
  {
    provider: 'deepseek-intl',
    currency: 'USD',
    asOf: '2026-09',
    from: '2026-08-16',
    rows: [
      ['deepseek-flash', '0.15', '0.6', '0.003', { schedule: peak('0.3', '1.2', '0.006') }],
      ['deepseek-v4-pro', '0.66', '1.98', '0.022', { schedule: peak('1.32', '3.96', '0.044') }],
    ],
  },
  {
    provider: 'deepseek-intl',
    currency: 'USD',
    asOf: '2026-07-02',
    source: 'models.dev',
    from: '2026-04-27',
    until: '2026-08-16',
    rows: [
      ['deepseek-v4-flash', '0.14', '0.28', '0.0028'],
      ['deepseek-chat deepseek-reasoner', '0.14', '0.28', '0.0028', { until: '2026-07-25' }],
      ['deepseek-v4-pro', '0.435', '0.87', '0.003625'],
    ],
  },
  {
    provider: 'deepseek-intl',
    currency: 'USD',
    asOf: '2025-02',
    until: '2025-03-01',
    rows: [
      ['deepseek-chat', '0.27', '1.1', '0.07', { from: '2025-02-09' }],
      ['deepseek-reasoner', '0.55', '2.19', '0.14'],
    ],
  },
)

function peak(input: string, output: string, cachedInput: string): PriceSchedule {
  const rates: PriceRates = { input, output, cachedInput }
  const days = [1, 2, 3, 4, 5]
  const times = [
    { days, from: '09:00', to: '12:00' },
    { days, from: '14:00', to: '18:00' },
  ]
  return { timeZone: 'Asia/Shanghai', times, rates }
}
