import type { Price } from '../price.ts'
import { priceRows, tiers } from './price-rows.ts'

/**
 * What Alibaba charges in mainland China. A request is billed as a whole at the tier its input falls into, and an answer
 * with thoughts as a whole at the rates for thinking. A price that was replaced ends with the month it was last seen in;
 * its successor begins when it was first seen.
 */
export const alibabaPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'alibaba', currency: 'CNY', asOf: '2026-02-10', source: 'LobeHub 2.1.26' },
  {
    asOf: '2026-05',
    source: 'qwen-api-pricing, after the Alibaba help centre',
    rows: [
      // Above 256,000 tokens unknown.
      ['qwen3.6-plus', '2', '12'],
      ['qwen3.5-plus', '0.8', '4.8', undefined, { tiers: tiers([128_000, '2', '12']) }],
    ],
  },
  {
    source: 'LobeHub 2.1.26; batches: Model Studio help',
    batch: 50,
    rows: [
      [
        'qwen3-max',
        '2.5',
        '10',
        '0.5',
        {
          asOf: '2026-05',
          source: 'qwen-api-pricing, after the Alibaba help centre; cache and batches: model page',
          from: '2026-05-01',
          cacheWrite: 125,
          tiers: tiers([32_000, '4', '16', '0.8'], [128_000, '7', '28', '1.4']),
        },
      ],
      ['qwen-turbo', '0.3', '0.6', '0.06', { asOf: '2026-05', rates: { thinking: { output: '3' } } }],
      [
        'qwen-plus',
        '0.8',
        '2',
        '0.16',
        {
          rates: { thinking: { output: '8' } },
          tiers: tiers(
            [128_000, '2.4', '20', '0.48', { rates: { thinking: { output: '24' } } }],
            [256_000, '4.8', '48', '0.96', { rates: { thinking: { output: '64' } } }],
          ),
        },
      ],
      [
        'qwen-flash',
        '0.15',
        '1.5',
        '0.03',
        { tiers: tiers([128_000, '0.6', '6', '0.12'], [256_000, '1.2', '12', '0.24']) },
      ],
      ['qwen-max', '2.4', '9.6', '0.48', { from: '2026-02-10' }],
      ['qwen-long', '0.5', '2'],
      ['qwq-plus', '1.6', '4'],
    ],
  },
  {
    rows: [
      [
        'qwen3-max',
        '3.2',
        '12.8',
        '0.64',
        { until: '2026-03-01', tiers: tiers([32_000, '6.4', '25.6', '1.28'], [128_000, '9.6', '38.4', '1.92']) },
      ],
      ['qwen3-max-2026-01-23', '2.5', '10', undefined, { tiers: tiers([32_000, '4', '16'], [128_000, '7', '28']) }],
      ['qwen3-max-preview', '6', '24', '1.2', { tiers: tiers([32_000, '10', '40', '2'], [128_000, '15', '60', '3']) }],
      [
        'qwen3-coder-plus',
        '4',
        '16',
        '0.8',
        { tiers: tiers([32_000, '6', '24', '1.2'], [128_000, '10', '40', '2'], [256_000, '20', '200', '4']) },
      ],
      [
        'qwen3-coder-flash',
        '1',
        '4',
        '0.2',
        { tiers: tiers([32_000, '1.5', '6', '0.3'], [128_000, '2.5', '10', '0.5'], [256_000, '5', '25', '1']) },
      ],
      ['qwen3-next-80b-a3b-thinking qwen3-14b', '1', '10'],
      ['qwen3-next-80b-a3b-instruct', '1', '4'],
      ['qwen3-235b-a22b qwen3-32b', '2', '20'],
      ['qwen3-30b-a3b', '0.75', '7.5'],
      ['qwen3-8b', '0.5', '5'],
      ['qwen-math-plus', '4', '12'],
      ['qwen-coder-turbo', '2', '6'],
      ['qwen-coder-plus', '3.5', '7'],
    ],
  },
  {
    // A sample from 2023 says 20 and 40 for qwen-max, in dollars: no list of that time has it.
    asOf: '2024-12',
    source: 'Alibaba help centre, when qwen-max was qwen-max-2024-09-19',
    until: '2025-01-01',
    rows: [['qwen-max qwen-max-2024-09-19|qwen-max-0919', '20', '60']],
  },
)
