import { ChatError, type Observation } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { createDecisionLog } from './decision-log.ts'

const caller = { id: 'visitor-a' }
const started = (requestId: string): Observation => ({ type: 'call-started', requestId, caller })
const asked = (requestId: string): Observation => ({
  type: 'attempt-started',
  requestId,
  target: 'docs',
  lane: 'docs',
  queuedMs: 0,
})

describe('the log of decisions', () => {
  it('numbers the calls in the order in which they came', () => {
    const { observer, entries } = createDecisionLog(() => 7)
    for (const observation of [started('x'), started('y'), asked('y'), asked('x')]) observer(observation)
    expect(entries().map(({ id, at, call }) => [id, at, call])).toEqual([
      [1, 7, 2],
      [2, 7, 1],
    ])
  })

  it('says how a call ended, and nothing of who called or why it failed', () => {
    const { observer, entries } = createDecisionLog(() => 7)
    observer(started('x'))
    const error = new ChatError('server', 'It failed.', { cause: 'sk-secret' })
    const usage = { inputTokens: 1, outputTokens: 1 }
    const figures = { attempts: 3, durationMs: 900, firstContentMs: undefined, usage }
    observer({ type: 'call-ended', requestId: 'x', caller, target: 'docs', outcome: 'failed', error, ...figures })
    expect(entries()).toEqual([
      {
        id: 1,
        at: 7,
        call: 1,
        what: { type: 'call-ended', target: 'docs', outcome: 'failed', durationMs: 900, code: 'server' },
      },
    ])
    expect(JSON.stringify(entries())).not.toMatch(/visitor-a|sk-secret/)
  })

  it('says of a budget how it stands, and not whose it is', () => {
    const { observer, entries } = createDecisionLog(() => 7)
    const budget = { per: 'caller', unit: 'CNY', limit: '5' } as const
    const of = { requestId: 'x', callerId: caller.id, target: 'docs' }
    observer({ type: 'budget-refused', ...of, ...budget, retryAfterMs: 1_000 })
    observer({ type: 'budget-threshold', ...budget, owner: caller.id, threshold: 0.5, used: '2.5', resetsAt: 1 })
    observer({ type: 'ledger-failed', records: 3, error: new Error('sk-secret') })
    expect(entries().map(({ what }) => what)).toMatchObject([{ limit: '5' }, { used: '2.5' }, { records: 3 }])
    expect(entries().flatMap(({ what }) => Object.values(what))).not.toContain(caller.id)
    expect(entries().some(({ what }) => 'error' in what && what.error !== undefined)).toBe(false)
  })

  it('keeps the latest 200', () => {
    const { observer, entries } = createDecisionLog(() => 7)
    observer(started('x'))
    for (let count = 0; count < 250; count++) observer(asked('x'))
    expect(entries()).toHaveLength(200)
    expect(entries().at(-1)?.id).toBe(250)
  })

  it('has no call for what is about all of them', () => {
    const { observer, entries } = createDecisionLog(() => 7)
    observer({ type: 'gate-closed', target: 'docs', lane: 'docs', forMs: 3_000 })
    expect(entries()[0]?.call).toBeUndefined()
  })
})
