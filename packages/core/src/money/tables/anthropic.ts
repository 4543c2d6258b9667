import type { Price } from '../price.ts'
import { priceRows } from './price-rows.ts'

/**
 * What Anthropic charges. Its own rule gives what the lists leave out: writing to the cache costs a quarter more than
 * input, for an hour twice as much; batches cost half of everything. An announced rise of `claude-sonnet-5` to 3 and 15 in
 * September 2026 is contradicted by later lists and not in here.
 */
export const anthropicPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  {
    provider: 'anthropic',
    currency: 'USD',
    asOf: '2026-07-02',
    source: 'models.dev; cached writes and batches: Anthropic pricing page',
    batch: 50,
    cacheWrite: 125,
    cacheWrite1h: 200,
  },
  {
    asOf: '2026-10-07',
    source: 'PromptFuel 1.0.23, after the Anthropic pricing page, with its rules',
    from: '2026-10-07',
    rows: [
      ['claude-sonnet-5-5', '2', '10', '0.1'],
      ['claude-haiku-5-5', '0.1', '0.5', '0.01', { tiers: [[100_000, '0.5', '2.5', '0.05']] }],
    ],
  },
  {
    asOf: '2026-09',
    source: 'PromptFuel 1.0.23, after the Anthropic pricing page, with its rules',
    rows: [['claude-sonnet-5-5', '2', '10', '0.2', { until: '2026-10-07' }]],
  },
  {
    asOf: '2026-09-22',
    source: 'PromptFuel 1.0.21, synaps-cli 0.10.2, after the Anthropic pricing page',
    rows: [['claude-opus-5-5', '4', '20', '0.2', { from: '2026-09-22' }]],
  },
  {
    asOf: '2026-09',
    source: 'Anthropic pricing page',
    rows: [
      ['claude-fable-5-1 claude-mythos-5-1', '10', '50', '0.25'],
      ['claude-fable-5 claude-mythos-5', '10', '50', '1'],
      ['claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6 claude-opus-4-5', '5', '25', '0.5'],
    ],
  },
  {
    rows: [
      ['claude-sonnet-5', '2', '10', '0.2'],
      ['claude-sonnet-4-6 claude-sonnet-4-5', '3', '15', '0.3'],
      ['claude-sonnet-4-0|claude-sonnet-4 claude-3-7-sonnet claude-3-5-sonnet', '3', '15', '0.3'],
      ['claude-haiku-4-5', '1', '5', '0.1'],
      ['claude-opus-4-1 claude-opus-4-0|claude-opus-4 claude-3-opus', '15', '75', '1.5'],
      // As it is listed, although the model never cached anything.
      ['claude-3-sonnet', '3', '15', '0.3', { rates: { cacheWrite: '0.3' } }],
    ],
  },
  {
    asOf: '2026-02',
    source: 'Anthropic pricing page',
    rows: [
      ['claude-3-5-haiku', '0.8', '4', '0.08'],
      ['claude-3-haiku', '0.25', '1.25', '0.03', { rates: { cacheWrite: '0.3' } }],
    ],
  },
)
