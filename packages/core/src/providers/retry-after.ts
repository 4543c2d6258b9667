/**
 * How long a provider asks us to wait, in milliseconds; `undefined` if it does not say.
 *
 * In this order: `retry-after-ms`, `retry-after` in seconds or as a date, the reset of a rate-limit bucket that is empty
 * (OpenAI writes Go durations, Anthropic RFC 3339), the wording of the message. No upper bound is applied here.
 */
export function retryAfterMs(headers: Headers, message: string, now: number): number | undefined {
  return (
    milliseconds(headers.get('retry-after-ms'), 1) ??
    milliseconds(headers.get('retry-after'), 1_000) ??
    untilDate(headers.get('retry-after'), now) ??
    untilReset(headers, now) ??
    duration(/try again in ([\d.hms]{1,20})/i.exec(message)?.[1])
  )
}

function milliseconds(text: string | null, unit: number): number | undefined {
  return text !== null && /^\d{1,12}(?:\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * unit) : undefined
}

/** A date that has passed tells nothing. */
function untilDate(text: string | null, now: number): number | undefined {
  const waitMs = text === null || !/\d{4}/.test(text) ? Number.NaN : Date.parse(text) - now
  return waitMs >= 0 ? waitMs : undefined
}

// The remaining and reset headers of one bucket, as the vendors name them.
const buckets = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'],
  ['anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset'],
] as const

/** Only an empty bucket can be the reason of a refusal; of several, the longest wait. */
function untilReset(headers: Headers, now: number): number | undefined {
  const waits = buckets.flatMap(([remaining, reset]) => {
    if (headers.get(remaining) !== '0') return []
    const text = headers.get(reset) ?? ''
    // `Date.parse` makes a year of a bare number.
    const waitMs = duration(text) ?? (/^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN) - now
    return Number.isNaN(waitMs) ? [] : [Math.max(0, waitMs)]
  })
  return waits.length === 0 ? undefined : Math.max(...waits)
}

/** A Go duration such as `120ms` or `1h2m3.5s`. */
function duration(text: string | undefined): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(
    text?.replace(/\.$/, '') ?? '',
  )
  if (match === null || match[0] === '') return undefined
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
  return Math.round(hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + ms)
}
