import type { RateHint, RateWindow } from '../chat/rate-hint.ts'

// OpenAI's names, which Qianfan uses too (without the reset), Moonshot's and Anthropic's.
const names = [
  ['requests', 'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['tokens', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['requests', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  [
    'requests',
    'anthropic-ratelimit-requests-limit',
    'anthropic-ratelimit-requests-remaining',
    'anthropic-ratelimit-requests-reset',
  ],
  [
    'tokens',
    'anthropic-ratelimit-tokens-limit',
    'anthropic-ratelimit-tokens-remaining',
    'anthropic-ratelimit-tokens-reset',
  ],
  [
    'inputTokens',
    'anthropic-ratelimit-input-tokens-limit',
    'anthropic-ratelimit-input-tokens-remaining',
    'anthropic-ratelimit-input-tokens-reset',
  ],
  [
    'outputTokens',
    'anthropic-ratelimit-output-tokens-limit',
    'anthropic-ratelimit-output-tokens-remaining',
    'anthropic-ratelimit-output-tokens-reset',
  ],
] as const

/** The rate-limit headers of any vendor; `undefined` if there is none. `now` is in epoch milliseconds. */
export function rateHint(headers: Headers, now: number): RateHint | undefined {
  // Most replies have none, and to ask for each name costs more than to look at all of them once.
  if (!hasLimits(headers)) return undefined
  let hint: Record<string, RateWindow> | undefined
  for (const [what, limit, remaining, reset] of names) {
    const bucket = {
      ...numbered('limit', headers.get(limit)),
      ...numbered('remaining', headers.get(remaining)),
      ...numbered('resetMs', headers.get(reset), (text) => untilReset(text, now)),
    }
    if (Object.keys(bucket).length > 0) hint = { ...hint, [what]: bucket }
  }
  return hint
}

function hasLimits(headers: Headers): boolean {
  for (const name of headers.keys()) if (name.includes('ratelimit')) return true
  return false
}

function numbered(
  field: keyof RateWindow,
  text: string | null,
  read: (text: string) => number | undefined = count,
): RateWindow {
  const value = text === null ? undefined : read(text)
  return value === undefined ? {} : { [field]: value }
}

function count(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** OpenAI writes Go durations, Anthropic RFC 3339, others seconds. A reset that has passed is no time away. */
function untilReset(text: string, now: number): number | undefined {
  const seconds = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) * 1_000 : undefined
  // `Date.parse` makes a year of a bare number.
  const date = /^\d{4}-/.test(text) ? Date.parse(text) - now : Number.NaN
  const waitMs = duration(text) ?? seconds ?? date
  return Number.isNaN(waitMs) ? undefined : Math.max(0, Math.round(waitMs))
}

/** A Go duration such as `120ms` or `1h2m3.5s`, in milliseconds. */
export function duration(text: string | undefined): number | undefined {
  const match = /^(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d+)?)s)?(?:(\d{1,9}(?:\.\d+)?)ms)?$/.exec(
    text?.replace(/\.$/, '') ?? '',
  )
  if (match === null || match[0] === '') return undefined
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
  return Math.round(hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + ms)
}
