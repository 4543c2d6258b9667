import { describe, expect, it } from 'vitest'
import { createAimdLimit } from './aimd-limit.ts'
import type { ConcurrencyLimit, Congestion } from './concurrency-limit.ts'

/** Rounds of calls, as many as the limit allows, each starting as the one before ends. */
function setup(limit: ConcurrencyLimit = createAimdLimit()) {
  let nowMs = 0
  const round = (latencyMs: number, congestion: Congestion = 'none', inFlight = limit.limit) => {
    const startedMs = nowMs
    nowMs += latencyMs
    for (let left = inFlight; left > 0; left--) {
      limit.onSample({ startedMs, endedMs: nowMs, latencyMs, inFlight, congestion })
    }
    return limit.limit
  }
  return { limit, round }
}

describe('an AIMD limit', () => {
  it('grows fast until the latency is raised, then by one a round trip', () => {
    const { limit, round } = setup()
    expect(limit.limit).toBe(5)
    const before = [round(1_000), round(1_000), round(1_000)]
    expect(before.at(-1)).toBeGreaterThan(7)
    while (round(4_000) > limit.limit) {}
    for (let trip = 0; trip < 5; trip++) round(4_000)
    const settled = limit.limit
    expect([round(4_000), round(4_000), round(4_000)]).toEqual([settled + 1, settled + 2, settled + 3])
  })

  it('is cut once a round trip, however many calls say so', () => {
    const { round } = setup(createAimdLimit({ initial: 100 }))
    expect([round(1_000, 'strong'), round(1_000, 'strong')]).toEqual([80, 64])
  })

  it('heeds late word of what started after the last cut, and not of what started before', () => {
    const { limit, round } = setup(createAimdLimit({ initial: 100 }))
    round(10_000, 'strong')
    const late = { endedMs: 40_000, latencyMs: 30_000, inFlight: 80, congestion: 'strong' } as const
    limit.onSample({ ...late, startedMs: 9_000 })
    expect(limit.limit).toBe(80)
    // Raised meanwhile: that does not make the word too old.
    round(1_000)
    limit.onSample({ ...late, startedMs: 10_500 })
    expect(limit.limit).toBeLessThan(70)
  })

  it('takes a weak sign for one of load only while the latency is raised', () => {
    const { limit, round } = setup(createAimdLimit({ initial: 50 }))
    round(1_000)
    const before = limit.limit
    round(1_000, 'weak')
    expect(limit.limit).toBe(before)
    for (let trip = 0; trip < 3; trip++) round(3_000)
    const raised = limit.limit
    expect(round(3_000, 'weak')).toBeLessThan(raised)
  })

  it('does not grow while fewer calls are made than it allows', () => {
    const { limit, round } = setup()
    for (let trip = 0; trip < 50; trip++) round(1_000, 'none', 4)
    expect(limit.limit).toBe(5)
  })

  it('stays between min and max', () => {
    const { limit, round } = setup(createAimdLimit({ min: 2, max: 7 }))
    for (let trip = 0; trip < 50; trip++) round(1_000)
    expect(limit.limit).toBe(7)
    for (let trip = 0; trip < 50; trip++) round(1_000, 'strong')
    expect(limit.limit).toBe(2)
  })

  it('gets used to a provider that has become slower for good', () => {
    const { limit, round } = setup()
    round(1_000)
    for (let trip = 0; trip < 400; trip++) round(2_000)
    const before = limit.limit
    round(2_000, 'weak')
    expect(limit.limit).toBe(before)
  })

  it.each([
    [{ initial: 0 }],
    [{ initial: Number.NaN }],
    [{ min: 0 }],
    [{ min: 6 }],
    [{ max: 4 }],
    [{ max: Number.POSITIVE_INFINITY }],
    [{ cut: 0 }],
    [{ cut: 1 }],
    [{ cut: Number.NaN }],
    [{ raisedAt: 1 }],
    [{ raisedAt: Number.POSITIVE_INFINITY }],
    [{ raisedAt: 1e7 }],
    [{ raisedAt: '2' as unknown as number }],
    [{ cut: '0.5' as unknown as number }],
  ])('cannot be made with %j', (options) => {
    expect(() => createAimdLimit(options)).toThrow(/createAimdLimit: /)
  })
})
