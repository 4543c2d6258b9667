import type { Price } from '../price.ts'
import { priceRows } from './price-rows.ts'

/** What OpenAI charges. */
export const openaiPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  {
    provider: 'openai',
    currency: 'USD',
    asOf: '2026-07-02',
    source: 'models.dev; batches: OpenAI pricing page',
    batch: 50,
  },
  {
    asOf: '2026-11',
    source: 'OpenAI model page; cached writes of longer requests by its ratio; batches: OpenAI pricing page',
    cacheWrite: 125,
    // A write for twelve hours costs 5, but usage does not tell it apart.
    rows: [['gpt-6.2-sol', '2', '10', '0.1', { tiers: [[272_000, '4', '15', '0.2']] }]],
  },
  {
    asOf: '2026-09-30',
    source: 'Codex-Manager 0.4.7, after the OpenAI model page; batches: OpenAI pricing page',
    rows: [['gpt-6.1-sol', '2', '10', '0.1', { tiers: [[272_000, '4', '15', '0.2']] }]],
  },
  {
    asOf: '2026-09-22',
    source: 'PromptFuel 1.0.21; batches: OpenAI pricing page',
    from: '2026-09-22',
    cacheWrite: 125,
    rows: [
      ['gpt-6-sol', '2', '10', '0.2'],
      ['gpt-6-luna', '0.1', '0.5', '0.01'],
    ],
  },
  {
    asOf: '2026-08-05',
    source: 'llm-prices; batches: OpenAI pricing page',
    rows: [
      ['gpt-5.6-sol', '5', '30', '0.5', { tiers: [[272_000, '10', '45', '1']] }],
      ['gpt-5.6-terra', '2', '12', '0.2', { from: '2026-07-30', tiers: [[272_000, '4', '18', '0.4']] }],
      ['gpt-5.6-luna', '0.2', '1.2', '0.02', { from: '2026-07-30', tiers: [[272_000, '0.4', '1.8', '0.04']] }],
    ],
  },
  {
    rows: [
      ['gpt-5.5', '5', '30', '0.5', { tiers: [[272_000, '10', '45', '1']] }],
      ['gpt-5.4', '2.5', '15', '0.25', { tiers: [[272_000, '5', '22.5', '0.5']] }],
      ['gpt-5.5-pro gpt-5.4-pro', '30', '180', undefined, { tiers: [[272_000, '60', '270']] }],
      ['gpt-5.4-mini', '0.75', '4.5', '0.075'],
      ['gpt-5.4-nano', '0.2', '1.25', '0.02'],
      ['gpt-5.2', '1.75', '14', '0.175'],
      ['gpt-5.2-pro', '21', '168'],
      ['gpt-5.1 gpt-5', '1.25', '10', '0.125'],
      ['gpt-5-mini', '0.25', '2', '0.025'],
      ['gpt-5-nano', '0.05', '0.4', '0.005'],
      ['gpt-5-pro', '15', '120'],
    ],
  },
  {
    // Before GPT-5 batches give no discount on cached input.
    batchCached: 'as-input',
    rows: [
      ['gpt-4.1', '2', '8', '0.5'],
      ['gpt-4.1-mini', '0.4', '1.6', '0.1'],
      ['gpt-4.1-nano', '0.1', '0.4', '0.025'],
      // The day it became another model, and o3 cheaper.
      ['gpt-4o', '2.5', '10', '1.25', { from: '2024-10-02' }],
      ['o3', '2', '8', '0.5', { from: '2025-06-10' }],
      ['gpt-4o-2024-08-06 gpt-4o-2024-11-20', '2.5', '10', '1.25'],
      ['gpt-4o-2024-05-13', '5', '15'],
      ['gpt-4o-mini', '0.15', '0.6', '0.075'],
      ['o4-mini', '1.1', '4.4', '0.275'],
      ['o3-mini', '1.1', '4.4', '0.55'],
      ['o3-pro', '20', '80'],
      ['o1', '15', '60', '7.5'],
      ['o1-pro', '150', '600'],
      ['gpt-4-turbo|gpt-4-turbo-preview|gpt-4-1106-preview|gpt-4-0125-preview', '10', '30'],
      ['gpt-4|gpt-4-0613|gpt-4-0314', '30', '60'],
      ['gpt-3.5-turbo|gpt-3.5-turbo-0125', '0.5', '1.5', undefined, { from: '2024-02-16' }],
    ],
  },
  {
    source: 'models.dev',
    batch: 0,
    rows: [
      ['gpt-5.3-codex gpt-5.3-codex-spark gpt-5.3-chat-latest', '1.75', '14', '0.175'],
      ['gpt-5.2-codex gpt-5.2-chat-latest', '1.75', '14', '0.175'],
      ['gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-chat-latest', '1.25', '10', '0.125'],
      ['gpt-5-codex gpt-5-chat-latest', '1.25', '10', '0.125'],
      ['gpt-5.1-codex-mini', '0.25', '2', '0.025'],
    ],
  },
  {
    asOf: '2025-02-21',
    source: 'one-api, price list of 2023; days: OpenAI announcements and deprecations',
    batch: 0,
    rows: [
      ['gpt-3.5-turbo', '1.5', '2', undefined, { asOf: '2023-11', from: '2023-06-13', until: '2023-12-11' }],
      ['gpt-3.5-turbo', '1', '2', undefined, { asOf: '2024-01', from: '2023-12-11', until: '2024-02-16' }],
      ['gpt-3.5-turbo-0613|gpt-3.5-turbo-0301', '1.5', '2', undefined, { asOf: '2023-11', until: '2024-09-13' }],
      ['gpt-3.5-turbo-1106', '1', '2', undefined, { asOf: '2024-01', until: '2026-09-28' }],
      ['gpt-3.5-turbo-16k|gpt-3.5-turbo-16k-0613', '3', '4', undefined, { asOf: '2023-11', until: '2024-09-13' }],
      ['gpt-4-32k|gpt-4-32k-0613|gpt-4-32k-0314', '60', '120', undefined, { until: '2025-06-06' }],
    ],
  },
)
