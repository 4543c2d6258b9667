import { createWallClock } from '../chat/wall-clock.ts'

/** A stretch of time, in milliseconds of the Unix epoch. */
export interface Span {
  readonly startMs: number
  /** The first moment after it. */
  readonly endMs: number
}

/** Stretches of the calendar for which budgets are given. */
export type CalendarUnit = '1m' | '1h' | '1d' | '1w' | '1mo'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/**
 * Tells in which minute, hour, day, week (from Monday) or month a moment lies, by the clocks of a time zone. A day in which
 * these change is longer or shorter than others.
 *
 * @throws RangeError for a time zone that is not known.
 */
export function createCalendar(unit: CalendarUnit, timeZone: string, owner = 'budget'): (atMs: number) => Span {
  const wallClock = createWallClock(timeZone, owner)
  let known: Span = { startMs: 0, endMs: 0 }

  return (atMs) => {
    if (atMs >= known.startMs && atMs < known.endMs) return known
    known = spanOf(unit, atMs, wallClock)
    return known
  }
}

function spanOf(unit: CalendarUnit, atMs: number, wallClock: (atMs: number) => number): Span {
  const wallMs = wallClock(atMs)
  if (unit === '1m' || unit === '1h') {
    // Clocks change at full hours, or half ones: what is left of this one is as long as the clock shows.
    const lengthMs = unit === '1m' ? minuteMs : hourMs
    const startMs = atMs - (wallMs % lengthMs)
    return { startMs, endMs: startMs + lengthMs }
  }
  const [startWallMs, endWallMs] = wallSpan(unit, wallMs)
  return { startMs: instantOf(startWallMs, wallClock), endMs: instantOf(endWallMs, wallClock) }
}

/** In milliseconds as if the clock on the wall were one of UTC. */
function wallSpan(unit: '1d' | '1w' | '1mo', wallMs: number): readonly [number, number] {
  const today = wallMs - (wallMs % dayMs)
  if (unit === '1d') return [today, today + dayMs]
  const date = new Date(today)
  if (unit === '1w') {
    const monday = today - ((date.getUTCDay() + 6) % 7) * dayMs
    return [monday, monday + 7 * dayMs]
  }
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
}

/** When the clock on the wall shows this for the first time; where it skips it, when it shows the next there is. */
function instantOf(shownMs: number, wallClock: (atMs: number) => number): number {
  const offsetBefore = offsetAt(shownMs - dayMs, wallClock)
  const offsetAfter = offsetAt(shownMs + dayMs, wallClock)
  const early = shownMs - Math.max(offsetBefore, offsetAfter)
  const late = shownMs - Math.min(offsetBefore, offsetAfter)
  return wallClock(early) >= shownMs ? early : late
}

function offsetAt(atMs: number, wallClock: (atMs: number) => number): number {
  return wallClock(atMs) - atMs
}
