import { describe, expect, it } from 'vitest'
import { beforeFirst, isBefore, isOfAnotherRun } from './event-id.ts'

describe('an event id', () => {
  it('has a place before the first event of its run', () => {
    expect(beforeFirst('a.b.17')).toBe('a.b.0')
  })

  it('comes before a later one of the same run, counted and not spelled', () => {
    expect(isBefore('run.9', 'run.10')).toBe(true)
    expect(isBefore('run.10', 'run.9')).toBe(false)
    expect(isBefore('run.9', 'run.9')).toBe(false)
  })

  it('comes before no event of another run, and none that is not known', () => {
    expect(isBefore('one.1', 'other.2')).toBe(false)
    expect(isBefore(undefined, 'run.2')).toBe(false)
    expect(isBefore('run.1', undefined)).toBe(false)
    expect(isBefore('', 'run.2')).toBe(false)
  })

  it('is of another run only if both are known, and of runs at all', () => {
    expect(isOfAnotherRun('one.1', 'other.1')).toBe(true)
    expect(isOfAnotherRun('one.1', 'one.2')).toBe(false)
    expect(isOfAnotherRun('17', '18')).toBe(false)
    expect(isOfAnotherRun(undefined, 'one.1')).toBe(false)
    expect(isOfAnotherRun('one.1', undefined)).toBe(false)
  })
})
