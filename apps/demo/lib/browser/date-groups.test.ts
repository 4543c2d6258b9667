import { describe, expect, it } from 'vitest'
import { groupByDate } from './date-groups.ts'

const now = new Date(2025, 5, 15, 9, 30).getTime()
const at = (day: number, hour: number, minute = 0) => {
  const time = new Date(2025, 5, day, hour, minute).getTime()
  return { id: `${day}-${hour}`, title: '', createdAt: time, updatedAt: time }
}
const grouped = (...all: ReturnType<typeof at>[]) =>
  groupByDate(all, now).map(({ group, conversations }) => [group, conversations.map(({ id }) => id)])

describe('groupByDate', () => {
  it('puts the latest first, whatever the order they come in', () => {
    expect(grouped(at(14, 8), at(15, 1), at(15, 9), at(14, 20))).toEqual([
      ['today', ['15-9', '15-1']],
      ['yesterday', ['14-20', '14-8']],
    ])
  })

  it('begins a day at midnight', () => {
    expect(grouped(at(15, 0), at(14, 23, 59), at(14, 0), at(13, 23, 59))).toEqual([
      ['today', ['15-0']],
      ['yesterday', ['14-23', '14-0']],
      ['week', ['13-23']],
    ])
  })

  it('has groups for a week, a month and what is older', () => {
    expect(grouped(at(8, 0), at(7, 12), at(-15, 0), at(-17, 0))).toEqual([
      ['week', ['8-0']],
      ['month', ['7-12', '-15-0']],
      ['older', ['-17-0']],
    ])
  })

  it('takes what a fast clock wrote for today', () => {
    expect(grouped(at(16, 9))).toEqual([['today', ['16-9']]])
  })
})
