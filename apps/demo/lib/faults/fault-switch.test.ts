import { describe, expect, it } from 'vitest'
import { faultNames } from './fault-names.ts'
import { createFaultSwitch } from './fault-switch.ts'

describe('the fault switch', () => {
  it('lets every model work until something else is said, and again afterwards', () => {
    const faults = createFaultSwitch(() => 0)
    expect([faults.get('docs'), faults.next('docs')]).toEqual(['none', undefined])
    faults.set('docs', 'down')
    expect([faults.get('docs'), faults.next('docs')]).toEqual(['down', { type: 'network' }])
    expect(faults.next('thinking')).toBeUndefined()
    faults.set('docs', 'none')
    expect(faults.next('docs')).toBeUndefined()
  })

  it.each(faultNames.filter((name) => name !== 'none'))('has a fault for %s', (name) => {
    const faults = createFaultSwitch(() => 0)
    faults.set('docs', name)
    expect(faults.next('docs')).toMatchObject({ type: expect.any(String) })
  })

  it('lets one call in when it comes back after the wait it was told of', () => {
    let nowMs = 0
    const faults = createFaultSwitch(() => nowMs)
    faults.set('docs', '429')
    expect(faults.next('docs')).toEqual({ type: 'status', status: 429, retryAfterMs: 3_000 })
    nowMs = 1_500
    expect(faults.next('docs')).toEqual({ type: 'status', status: 429, retryAfterMs: 2_000 })
    nowMs = 3_000
    expect(faults.next('docs')).toBeUndefined()
    expect(faults.next('docs')).toMatchObject({ status: 429, retryAfterMs: 3_000 })
  })
})
