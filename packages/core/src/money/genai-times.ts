import type { PriceRates, PriceSchedule } from './price.ts'

/** A stretch of every day in genai-prices: `{ start_time: '00:30:00Z', end_time: '16:30:00+00:00' }`. */
export function scheduleOf(
  constraint: Readonly<Record<string, unknown>>,
  rates: Partial<PriceRates>,
): PriceSchedule | undefined {
  const [start, end] = [minuteOf(constraint.start_time), minuteOf(constraint.end_time)]
  if (start === undefined || end === undefined || start === end) return undefined
  // Over midnight it is two.
  const stretches =
    start < end
      ? [[start, end]]
      : [
          [start, dayMinutes],
          [0, end],
        ]
  const times = stretches
    .filter(([from = 0, to = 0]) => from < to)
    .map(([from = 0, to = 0]) => ({ from: clockTime(from), to: clockTime(to) }))
  return { timeZone: 'UTC', times, rates }
}

const dayMinutes = 1440

/** Of the day, in UTC. */
function minuteOf(time: unknown): number | undefined {
  const match =
    typeof time === 'string' ? /^(\d\d):(\d\d):\d\d(?:\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/.exec(time) : null
  if (match === null) return undefined
  const [, hours, minutes, sign, awayHours = 0, awayMinutes = 0] = match
  const away = (Number(awayHours) * 60 + Number(awayMinutes)) * (sign === '-' ? -1 : 1)
  return (Number(hours) * 60 + Number(minutes) - away + 2 * dayMinutes) % dayMinutes
}

function clockTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
