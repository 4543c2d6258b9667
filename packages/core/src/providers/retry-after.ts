import type { RateWindow } from '../chat/rate-hint.ts'
import { duration, rateHint } from './rate-hint.ts'

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

/** Only an empty window can be the reason of a refusal; of several, the longest wait. */
function untilReset(headers: Headers, now: number): number | undefined {
  const waits = Object.values(rateHint(headers, now) ?? {}).flatMap(({ remaining, resetMs }: RateWindow) =>
    remaining === 0 && resetMs !== undefined ? [resetMs] : [],
  )
  return waits.length === 0 ? undefined : Math.max(...waits)
}
