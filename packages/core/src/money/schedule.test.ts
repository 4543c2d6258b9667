import { describe, expect, it } from 'vitest'
import type { PriceSchedule } from './price.ts'
import { isScheduled } from './schedule.ts'

const days = [1, 2, 3, 4, 5]
const peak: PriceSchedule = {
  timeZone: 'Asia/Shanghai',
  times: [
    { days, from: '09:00', to: '12:00' },
    { days, from: '14:00', to: '18:00' },
  ],
  rates: { input: '2' },
}

describe('the hours of a schedule', () => {
  it.each([
    ['2026-11-02T08:59:59.999+08:00', false],
    ['2026-11-02T09:00:00+08:00', true],
    ['2026-11-02T11:59:59.999+08:00', true],
    ['2026-11-02T12:00:00+08:00', false],
    ['2026-11-02T14:00:00+08:00', true],
    ['2026-11-02T18:00:00+08:00', false],
    // A Friday, and the Saturday and Sunday after it.
    ['2026-11-06T17:59:00+08:00', true],
    ['2026-11-07T10:00:00+08:00', false],
    ['2026-11-08T10:00:00+08:00', false],
    // Sunday evening in London, Monday morning in Shanghai.
    ['2026-11-08T23:30:00Z', false],
    ['2026-11-09T01:00:00Z', true],
  ])('are those of its own time zone: %s', (at, holds) => {
    expect(isScheduled(peak, Date.parse(at))).toBe(holds)
  })

  it('include the last minute of a day that ends at 24:00, and the first of the next', () => {
    const night: PriceSchedule = {
      timeZone: 'UTC',
      times: [
        { from: '16:30', to: '24:00' },
        { from: '00:00', to: '00:30' },
      ],
      rates: {},
    }
    const holds = ['16:29', '16:30', '23:59', '00:00', '00:29', '00:30'].map((time) =>
      isScheduled(night, Date.parse(`2026-11-02T${time}:59Z`)),
    )
    expect(holds).toEqual([false, true, true, true, true, false])
  })

  it('move with the clocks of a place that has summer time', () => {
    const noon: PriceSchedule = { timeZone: 'Europe/Berlin', times: [{ from: '12:00', to: '13:00' }], rates: {} }
    const holds = ['2026-03-28T11:30Z', '2026-03-29T11:30Z', '2026-03-29T10:30Z', '2026-10-25T11:30Z']
    expect(holds.map((at) => isScheduled(noon, Date.parse(at)))).toEqual([true, false, true, true])
  })

  it('are the same minute by minute as those that the platform shows', () => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Kathmandu',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    const schedule: PriceSchedule = {
      timeZone: 'Asia/Kathmandu',
      times: [{ days: [0, 3], from: '05:50', to: '17:07' }],
      rates: {},
    }
    for (let minute = 0; minute < 8 * 1_440; minute += 7) {
      const at = Date.UTC(2026, 10, 1) + minute * 60_000
      const [day = '', time = ''] = format.format(at).replace(',', '').split(' ')
      expect(isScheduled(schedule, at)).toBe(['Sun', 'Wed'].includes(day) && time >= '05:50' && time < '17:07')
    }
  })

  it('need a time zone that is known', () => {
    expect(() => isScheduled({ ...peak, timeZone: 'Mars/Olympus' }, 0)).toThrow(
      new RangeError('price: timeZone is not known: Mars/Olympus'),
    )
  })
})
