import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CalendarUnit, createCalendar } from './calendar.ts'

const at = (iso: string) => Date.parse(iso)
const spanAt = (unit: CalendarUnit, zone: string, iso: string) => {
  const { startMs, endMs } = createCalendar(unit, zone)(at(iso))
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString()].map((text) => text.replace('.000', ''))
}

describe('the calendar of a budget', () => {
  it.each<[CalendarUnit, string, string, string, string]>([
    ['1m', 'UTC', '2026-11-23T11:25:33.5Z', '2026-11-23T11:25:00Z', '2026-11-23T11:26:00Z'],
    ['1h', 'Asia/Kolkata', '2026-11-23T11:25:33Z', '2026-11-23T10:30:00Z', '2026-11-23T11:30:00Z'],
    ['1d', 'UTC', '2026-11-23T11:25:33Z', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z'],
    ['1d', 'Asia/Shanghai', '2026-11-23T15:59:59.999Z', '2026-11-22T16:00:00Z', '2026-11-23T16:00:00Z'],
    ['1d', 'Asia/Shanghai', '2026-11-23T16:00:00Z', '2026-11-23T16:00:00Z', '2026-11-24T16:00:00Z'],
    // Clocks change: 23 and 25 hours.
    ['1d', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['1d', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    // Midnight is skipped: the day begins at one.
    ['1d', 'Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
    ['1w', 'UTC', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z'],
    ['1w', 'UTC', '2026-11-22T23:59:59Z', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['1w', 'America/New_York', '2026-11-02T04:00:00Z', '2026-10-26T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['1mo', 'Asia/Shanghai', '2026-11-30T16:00:00Z', '2026-11-30T16:00:00Z', '2026-12-31T16:00:00Z'],
    ['1mo', 'UTC', '2028-02-29T10:00:00Z', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
  ])('finds the %s of %s at %s', (unit, zone, moment, start, end) => {
    expect(spanAt(unit, zone, moment)).toEqual([start, end])
  })

  it('has each moment in exactly one stretch, and no gap between two', () => {
    const zones = [
      'UTC',
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom<CalendarUnit>('1d', '1w', '1mo'),
        fc.constantFrom(...zones),
        fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
        (unit, zone, moment) => {
          const calendar = createCalendar(unit, zone)
          const span = calendar(moment)
          expect(span.startMs).toBeLessThanOrEqual(moment)
          expect(span.endMs).toBeGreaterThan(moment)
          expect(createCalendar(unit, zone)(span.endMs).startMs).toBe(span.endMs)
          expect(createCalendar(unit, zone)(span.startMs - 1).endMs).toBe(span.startMs)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('refuses a time zone that is not known, by its name', () => {
    expect(() => createCalendar('1d', 'Mars/Olympus')).toThrow('budget: timeZone is not known: Mars/Olympus')
  })
})
