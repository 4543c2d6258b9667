import type { Filter } from '@sluice/core'

// Browsers round their clocks to a tenth of a millisecond, for which many short scans are needed. Nobody sees such a pause.
const enoughMs = 8
const mostRounds = 2_000

/** How long a filter takes for a text once it is warm, in milliseconds: the mean of as many scans as fit into a moment. */
export function scanTime(filter: Filter, text: string, now: () => number = () => performance.now()): number {
  // The first scans are slow: by and by the engine compiles what is run often.
  measure(filter, text, now)
  return measure(filter, text, now)
}

function measure(filter: Filter, text: string, now: () => number): number {
  const startMs = now()
  let rounds = 0
  let ms = 0
  while (ms < enoughMs && rounds < mostRounds) {
    filter.scan(text)
    rounds++
    ms = now() - startMs
  }
  return ms / rounds
}

/** A time in the unit that fits it. */
export function timeText(ms: number, languageTag: string): string {
  const [value, unit] = ms < 1 ? [ms * 1_000, 'µs'] : [ms, 'ms']
  return `${value.toLocaleString(languageTag, { maximumSignificantDigits: 2 })} ${unit}`
}
