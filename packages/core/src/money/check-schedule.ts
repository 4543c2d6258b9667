import { isRecord } from '../chat/record.ts'
import { must, ratesProblem } from './check-rates.ts'

/** What is wrong with a schedule that came from outside; `undefined` if nothing is. */
export function scheduleProblem(schedule: unknown): string | undefined {
  if (!isRecord(schedule)) return must('schedule', 'an object', schedule, false)
  const { timeZone, times } = schedule
  if (!isTimeZone(timeZone)) return must('schedule.timeZone', "a time zone such as 'Asia/Shanghai'", timeZone, false)
  if (!Array.isArray(times) || times.length === 0 || times.length > 50) {
    return must('schedule.times', '1 to 50 stretches of time', times, false)
  }
  for (const [index, time] of times.entries()) {
    const problem = timeProblem(`schedule.times[${index}]`, time)
    if (problem !== undefined) return problem
  }
  return ratesProblem('schedule.rates', schedule.rates, [])
}

function timeProblem(field: string, time: unknown): string | undefined {
  if (!isRecord(time)) return must(field, 'an object', time, false)
  const { days, from, to } = time
  if (days !== undefined && !(Array.isArray(days) && days.length > 0 && days.every(isWeekday))) {
    return must(`${field}.days`, 'a list of days from 0 (Sunday) to 6', days, false)
  }
  if (typeof from !== 'string' || !/^([01]\d|2[0-3]):[0-5]\d$/.test(from)) {
    return must(`${field}.from`, "a time such as '09:00'", from, false)
  }
  if (typeof to !== 'string' || !/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to)) {
    return must(`${field}.to`, "a time such as '12:00'", to, false)
  }
  // A stretch over midnight is two.
  return must(`${field}.to`, `after ${from}`, to, from < to)
}

function isWeekday(day: unknown): boolean {
  return Number.isInteger(day) && Number(day) >= 0 && Number(day) <= 6
}

function isTimeZone(name: unknown): boolean {
  if (typeof name !== 'string' || name === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // Asking is the only way to learn whether the platform knows it.
    return false
  }
}
