import type { Filter } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { scanTime, timeText } from './scan-time.ts'

/** A clock, and a filter that takes its time by it. */
function setup(ms: number) {
  let now = 0
  const scan = () => {
    now += ms
    return { action: undefined, text: '', hits: [] }
  }
  return { filter: { scan } as unknown as Filter, now: () => now }
}

describe('the time of a scan', () => {
  it.each([0.02, 0.5, 40])('is measured over as many as it takes (%f ms)', (ms) => {
    const { filter, now } = setup(ms)
    expect(scanTime(filter, 'text', now)).toBeCloseTo(ms, 9)
  })

  it('is that of the quickest, whatever else the machine does', () => {
    let now = 0
    let scans = 0
    const scan = () => {
      // Slow until it is warm, and now and then after that.
      now += scans++ < 4 || scans % 9 === 0 ? 7 : 2
      return { action: undefined, text: '', hits: [] }
    }
    expect(scanTime({ scan } as unknown as Filter, 'text', () => now)).toBe(2)
  })

  it('ends with a clock that stands still', () => {
    expect(scanTime(setup(0).filter, 'text', () => 1)).toBe(0)
  })

  it.each([
    [0.0412, '41 µs'],
    [0.00123, '1.2 µs'],
    [1.26, '1.3 ms'],
    [123.4, '120 ms'],
  ])('of %f ms is said as %s', (ms, text) => {
    expect(timeText(ms, 'en')).toBe(text)
  })
})
