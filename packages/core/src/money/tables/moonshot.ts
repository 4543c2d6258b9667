import type { Price } from '../price.ts'
import { priceRows, tiers } from './price-rows.ts'

/** What Moonshot charges in mainland China. */
export const moonshotPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'moonshot', currency: 'CNY', asOf: '2026-02-10', source: 'LobeHub 2.1.26' },
  {
    rows: [
      ['kimi-k2.5', '4', '21', '0.7', { source: 'LobeHub 2.1.26; batches: Kimi pricing page', batch: 60 }],
      ['kimi-k2-thinking kimi-k2-0905-preview kimi-k2-0711-preview', '4', '16', '1'],
      ['kimi-k2-thinking-turbo kimi-k2-turbo-preview', '8', '58', '1'],
      ['kimi-latest', '2', '10', '1', { tiers: tiers([8192, '5', '20', '1'], [32_768, '10', '30', '1']) }],
      ['moonshot-v1-8k', '2', '10'],
      ['moonshot-v1-32k', '5', '20'],
      ['moonshot-v1-128k moonshot-v1-auto', '10', '30'],
    ],
  },
)
