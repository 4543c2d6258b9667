/** What Qianfan says of its limits with every reply: not when they start again. */
export const qianfanLimits = {
  'x-ratelimit-limit-requests': '300',
  'x-ratelimit-remaining-requests': '299',
  'x-ratelimit-limit-tokens': '300000',
  'x-ratelimit-remaining-tokens': '299000',
} as const

/** What OpenAI says of its limits with every reply. It writes times as Go does. */
export const openaiLimits = {
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-limit-tokens': '200000',
  'x-ratelimit-remaining-tokens': '180000',
  'x-ratelimit-reset-tokens': '6s',
} as const
