import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { reportTrouble } from './report-trouble.ts'

describe('trouble that fails no call', () => {
  it('is logged, but not again and again', async () => {
    const clock = createTestClock()
    const logged: string[] = []
    const report = reportTrouble(
      { warn: (text) => logged.push(`warn ${text}`), error: (text) => logged.push(`error ${text}`) },
      clock,
    )
    const ledgerFailed = { type: 'ledger-failed', records: 1, error: new Error('full') } as const
    report({ type: 'price-unknown', provider: 'ollama', model: 'llama' })
    for (let call = 0; call < 100; call++) report(ledgerFailed)
    report({ type: 'budget-failed', requestId: 'r', callerId: 'c', target: 't', error: 1 })
    report({ type: 'store-failed', target: 't', lane: 'l', error: 1 })
    report({ type: 'gate-closed', target: 't', lane: 'l', forMs: 5 })
    expect(logged).toEqual([
      'warn No price is known for ollama llama: its calls are recorded without a cost.',
      'error Usage records could not be kept.',
      'error What a call has cost could not be booked in its budgets.',
      'error The store of limits failed: they may be wrong for a while.',
    ])
    await clock.advance(60_000)
    report(ledgerFailed)
    expect(logged).toHaveLength(5)
  })
})
