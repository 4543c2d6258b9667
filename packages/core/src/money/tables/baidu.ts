import type { Price } from '../price.ts'
import { priceRows } from './price-rows.ts'

/** What Baidu charges at Qianfan, with the names of its older interface's endpoints. */
export const baiduPrices: readonly Price[] = /* @__PURE__ */ priceRows(
  { provider: 'baidu', currency: 'CNY', asOf: '2026-02-10', source: 'LobeHub 2.1.26' },
  {
    rows: [
      ['ernie-5.0-thinking-latest ernie-5.0-thinking-preview', '6', '24', undefined, { tiers: [[32_000, '10', '40']] }],
      ['ernie-4.5-turbo-128k ernie-4.5-turbo-128k-preview ernie-4.5-turbo-32k', '0.8', '3.2', '0.2'],
      ['ernie-4.5-turbo-latest', '0.8', '3.2', '0.2'],
      ['ernie-4.5-turbo-vl ernie-4.5-turbo-vl-preview ernie-4.5-turbo-vl-latest', '3', '9', '0.75'],
      ['ernie-4.5-turbo-vl-32k ernie-4.5-turbo-vl-32k-preview', '3', '9', '0.75'],
      ['ernie-4.5-8k-preview', '4', '16'],
      ['ernie-4.5-0.3b', '0.1', '0.4'],
      ['ernie-4.5-21b-a3b', '0.5', '2'],
      ['ernie-4.5-vl-28b-a3b ernie-x1.1-preview ernie-x1-turbo-32k', '1', '4'],
      ['ernie-speed-pro-128k ernie-char-8k ernie-char-fiction-8k ernie-char-fiction-8k-preview', '0.3', '0.6'],
      ['ernie-lite-pro-128k', '0.2', '0.4'],
      ['ernie-novel-8k', '40', '120'],
      ['qianfan-lightning-128b-a19b', '2', '8'],
      ['qianfan-8b', '0.5', '1'],
      ['qianfan-70b', '0.8', '3.2'],
      ['qianfan-agent-intent-32k', '0.4', '1.2'],
      ['qianfan-composition qianfan-multipicocr', '2.5', '7.5'],
      ['qianfan-singlepicocr', '0.8', '8'],
    ],
  },
  {
    // They had left the list of the day these prices end.
    asOf: '2025-02-17',
    source: 'LobeChat 1.60.0',
    until: '2026-02-10',
    rows: [
      ['ERNIE-3.5-8K|completions ERNIE-3.5-128K', '0.8', '2', undefined, { from: '2025-02-17' }],
      ['ERNIE-4.0-8K|completions_pro|ernie-4.0-8k-latest', '30', '90', undefined, { from: '2025-02-17' }],
      ['ERNIE-4.0-Turbo-8K|ernie-4.0-turbo-8k-latest ERNIE-4.0-Turbo-128K', '20', '60'],
      ['ernie-x1-32k', '2', '8', undefined, { asOf: '2025-04-15', source: 'LobeChat 1.110.1' }],
    ],
  },
  {
    asOf: '2025-02-17',
    source: "Baidu's announcement of 2024-05-21, LobeChat 1.60.0",
    from: '2024-05-21',
    rows: [
      ['ERNIE-Speed-8K|ernie_speed ERNIE-Speed-128K ERNIE-Lite-8K|ernie-lite-8k-0308', '0', '0'],
      ['ERNIE-Lite-8K-0922|eb-instant ERNIE-Lite-128K ERNIE-Tiny-8K', '0', '0'],
    ],
  },
  {
    asOf: '2024-05-20',
    source: "Baidu's announcement of 2024-05-21",
    until: '2024-05-21',
    rows: [
      ['ERNIE-Speed-8K|ernie_speed', '4', '8'],
      ['ERNIE-Speed-128K', '16', '32'],
      ['ERNIE-Lite-8K|ernie-lite-8k-0308', '3', '6'],
      ['ERNIE-Lite-8K-0922|eb-instant', '8', '8'],
      ['ERNIE-Lite-128K', '12', '24'],
      ['ERNIE-Tiny-8K', '1', '1'],
    ],
  },
  {
    // Prices that were replaced end with the month in which they were last seen.
    asOf: '2024-01-19',
    source: 'Qianfan price list of 2024-01-19',
    rows: [
      ['ERNIE-4.0-8K|completions_pro', '120', '120', undefined, { asOf: '2024-04', until: '2024-05-01' }],
      ['ERNIE-Bot', '12', '12', undefined, { until: '2024-02-01' }],
      ['ERNIE-Bot-8k|ernie_bot_8k', '24', '48', undefined, { until: '2024-02-01' }],
    ],
  },
)
