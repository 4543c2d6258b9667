import { type Locale, languageTag } from './locale.ts'
import type { UsageStrings } from './usage-strings.ts'

/** A moment near now by the clock of whoever reads it, such as “tomorrow at 00:00”. Both in milliseconds of the Unix epoch. */
export function momentText(at: number, now: number, locale: Locale, { atTime }: Pick<UsageStrings, 'atTime'>): string {
  const tag = languageTag[locale]
  const time = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  const days = daysBetween(now, at)
  const day =
    Math.abs(days) <= 1
      ? new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day')
      : new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric' }).format(at)
  return atTime(day, time)
}

function daysBetween(from: number, to: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0)
  // Days with a change of the clocks are an hour shorter or longer.
  return Math.round((midnight(to) - midnight(from)) / 86_400_000)
}
