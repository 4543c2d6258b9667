import { createWallClock } from '../chat/wall-clock.ts'
import type { PriceSchedule } from './price.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs
// Clocks are set forward and back at full quarters of an hour, everywhere.
const quarterMs = 15 * minuteMs

const known = /* @__PURE__ */ new WeakMap<PriceSchedule, (at: number) => boolean>()

/**
 * Whether a schedule's rates hold at a moment.
 *
 * @throws RangeError for a time zone that is not known.
 */
export function isScheduled(schedule: PriceSchedule, at: number): boolean {
  let holdsAt = known.get(schedule)
  if (holdsAt === undefined) {
    holdsAt = createTimetable(schedule)
    known.set(schedule, holdsAt)
  }
  return holdsAt(at)
}

function createTimetable({ timeZone, times }: PriceSchedule): (at: number) => boolean {
  const wallClock = createWallClock(timeZone, 'price')
  const hours = times.map(({ days, from, to }) => ({ days, from: minuteOf(from), to: minuteOf(to) }))
  // Asking a time zone takes longer than all the rest of a reckoning; one quarter of an hour is mostly that of the last time.
  let quarter = Number.NaN
  let shownMs = 0
  return (at) => {
    const begin = at - (at % quarterMs)
    if (begin !== quarter) {
      shownMs = wallClock(begin)
      quarter = begin
    }
    const wallMs = shownMs + (at - begin)
    const day = (Math.floor(wallMs / dayMs) + 4) % 7
    const minute = Math.floor((wallMs % dayMs) / minuteMs)
    return hours.some(({ days, from, to }) => minute >= from && minute < to && (days?.includes(day) ?? true))
  }
}

/** Times are as price lists demand them: over midnight there are two stretches. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
