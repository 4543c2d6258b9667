import type { Filter } from '@sluice/core'

// Browsers round their clocks to a tenth of a millisecond, for which many short scans are needed.
const enoughMs = 1
const mostRounds = 2_048
const batches = 6

/**
 * How long a filter takes for a text, in milliseconds: that of the quickest of a few batches of scans. What makes others slower
 * is the engine, which is not warm at first, and whatever else the machine does.
 */
export function scanTime(filter: Filter, text: string, now: () => number = () => performance.now()): number {
  let rounds = 1
  let ms = measure(filter, text, rounds, now)
  while (ms < enoughMs && rounds < mostRounds) {
    rounds *= 2
    ms = measure(filter, text, rounds, now)
  }
  for (let batch = 1; batch < batches; batch++) ms = Math.min(ms, measure(filter, text, rounds, now))
  return ms / rounds
}

function measure(filter: Filter, text: string, rounds: number, now: () => number): number {
  const startMs = now()
  for (let round = 0; round < rounds; round++) filter.scan(text)
  return now() - startMs
}

/** A time in the unit that fits it. */
export function timeText(ms: number, languageTag: string): string {
  const [value, unit] = ms < 1 ? [ms * 1_000, 'µs'] : [ms, 'ms']
  return `${value.toLocaleString(languageTag, { maximumSignificantDigits: 2 })} ${unit}`
}
