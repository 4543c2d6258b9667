import type { Price } from '../price.ts'
import { priceRows, type TierRow } from './price-rows.ts'

/**
 * What Zhipu charges in mainland China. Its tiers go by input and by output, and begin with their lower border: 32,000
 * tokens of input are in the higher one.
 */
export const zhipuPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'zhipu', currency: 'CNY', asOf: '2026-02-10', source: 'LobeHub 2.1.26' },
  {
    rows: [
      ['glm-4.7 glm-4.6 glm-4.5', '2', '8', '0.4', { tiers: tiers(['3', '14', '0.6'], ['4', '16', '0.8']) }],
      ['glm-4.5-x', '8', '16', '1.6', { tiers: tiers(['12', '32', '2.4'], ['16', '64', '3.2']) }],
      ['glm-4.5-air', '0.8', '2', '0.16', { tiers: tiers(['0.8', '6', '0.16'], ['1.2', '8', '0.24']) }],
      ['glm-4.5-airx', '4', '12', '0.8', { tiers: tiers(['4', '16', '0.8'], ['8', '32', '1.6']) }],
      ['glm-4.7-flash', '0', '0', '0'],
      ['glm-4.7-flashx', '0.5', '3', '0.1'],
      ['glm-z1-air', '0.5', '0.5'],
      ['glm-z1-airx', '5', '5'],
      ['glm-z1-flashx', '0.1', '0.1'],
      ['glm-z1-flash', '0', '0'],
      ['glm-4-airx', '10', '10'],
    ],
  },
  {
    source: 'LobeHub 2.1.26; batches: Zhipu help',
    batch: 50,
    rows: [
      ['glm-4-flash-250414|glm-4-flash', '0', '0'],
      ['glm-4-flashx', '0.1', '0.1'],
      ['glm-4-long', '1', '1'],
      ['glm-4-air-250414', '0.5', '0.5'],
      ['glm-4-plus', '5', '5'],
      ['glm-4-0520', '100', '100'],
    ],
  },
)

type Rates = readonly [input: string, output: string, cached: string]

/** From 200 tokens of output on, and from 32,000 of input on. */
function tiers(longAnswer: Rates, longInput: Rates): readonly TierRow[] {
  return [
    [0, ...longAnswer, { aboveOutput: 199 }],
    [31_999, ...longInput],
  ]
}
