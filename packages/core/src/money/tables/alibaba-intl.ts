import type { Price } from '../price.ts'
import { priceRows } from './price-rows.ts'

/** What Alibaba charges outside mainland China. */
export const alibabaIntlPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'alibaba-intl', currency: 'USD', asOf: '2026-07-02', source: 'models.dev' },
  {
    source: 'models.dev; cached writes of longer requests by its ratio',
    cacheWrite: 125,
    rows: [
      ['qwen3.7-max', '2.5', '7.5', '0.5'],
      ['qwen3.7-plus qwen3.6-plus', '0.5', '3', '0.05', { tiers: [[256_000, '2', '6', '0.2']] }],
      ['qwen3.6-max-preview', '1.3', '7.8', '0.13'],
      ['qwen3.6-flash', '0.1875', '1.125'],
    ],
  },
  {
    source: 'models.dev; batches: Model Studio help',
    batch: 50,
    rows: [
      ['qwen-max', '1.6', '6.4'],
      ['qwen-plus', '0.4', '1.2'],
      ['qwen-turbo', '0.05', '0.2'],
    ],
  },
  {
    rows: [
      ['qwen-flash', '0.05', '0.4'],
      ['qwen-plus-character-ja', '0.5', '1.4'],
      ['qvq-max', '1.2', '4.8'],
      ['qwq-plus', '0.8', '2.4'],
      ['qwen3-max', '1.2', '6'],
      ['qwen3-235b-a22b qwen3-32b', '0.7', '2.8'],
      ['qwen3-14b', '0.35', '1.4'],
      ['qwen3-8b', '0.18', '0.7'],
      ['qwen3-coder-480b-a35b-instruct', '1.5', '7.5'],
      ['qwen3-coder-plus', '1', '5'],
      ['qwen3-coder-flash', '0.3', '1.5'],
      ['qwen3-next-80b-a3b-instruct', '0.5', '2'],
      ['qwen3-next-80b-a3b-thinking', '0.5', '6'],
      ['qwen3.5-plus', '0.4', '2.4'],
      ['qwen3.5-397b-a17b qwen3.6-27b', '0.6', '3.6'],
      ['qwen3.5-122b-a10b', '0.4', '3.2'],
      ['qwen3.5-27b', '0.3', '2.4'],
      ['qwen3.5-35b-a3b', '0.25', '2'],
      ['qwen3.6-35b-a3b', '0.248', '1.485'],
    ],
  },
)
