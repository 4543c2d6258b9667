import type { Decision } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import type { CallEnding, LoggedDecision } from '@/lib/faults/decision-log.ts'
import { strings } from '@/lib/strings.ts'
import { decisionText, decisionTone } from './decision-text.ts'

const names: Record<string, string> = { gpt: 'GPT-5', docs: 'Docs' }
const say = (what: LoggedDecision['what'], locale: 'zh' | 'en' = 'en') =>
  decisionText(what, strings[locale], (name) => names[name] ?? name)
const ofGpt = { requestId: 'r', target: 'gpt', lane: 'gpt' } as const
const changed = { type: 'breaker-changed', ...ofGpt, from: 'closed', reason: 'network', nextProbeAt: 1 } as const
const ended: CallEnding = {
  type: 'call-ended',
  target: 'docs',
  outcome: 'finished',
  durationMs: 2_345,
  code: undefined,
}
const fellBack = { type: 'fell-back', requestId: 'r', from: 'gpt', to: 'docs', code: 'circuit-open' } as const
const yuan = { per: 'caller', unit: 'CNY', limit: '5' } as const
const filtered: LoggedDecision['what'] = {
  type: 'content-filtered',
  requestId: 'r',
  direction: 'output',
  channel: 'text',
  ruleId: 'email',
  category: 'personal-data',
  severity: 'medium',
  action: 'redact',
  count: 1,
}
const failed = { type: 'attempt-failed', ...ofGpt, code: 'server', durationMs: 3 } as const

const cases: [string, LoggedDecision['what'], ReturnType<typeof decisionTone>][] = [
  ['asked GPT-5', { type: 'attempt-started', ...ofGpt, queuedMs: 3 }, 'plain'],
  ['its turn after 1.2 s: asked GPT-5', { type: 'attempt-started', ...ofGpt, queuedMs: 1_234 }, 'plain'],
  ['queued for GPT-5', { type: 'attempt-queued', ...ofGpt, waitMs: undefined }, 'warn'],
  ['queued for GPT-5, at least 3.0 s', { type: 'attempt-queued', ...ofGpt, waitMs: 3_000 }, 'warn'],
  ['GPT-5 failed (server error)', { ...failed, hasAnswered: false }, 'bad'],
  ['GPT-5 failed midway (server error)', { ...failed, hasAnswered: true }, 'bad'],
  [
    'attempt 2 in 0.8 s (server error)',
    { type: 'retry-scheduled', requestId: 'r', target: 'gpt', attempt: 2, delayMs: 800, code: 'server' },
    'warn',
  ],
  ['fell back from GPT-5 to Docs (circuit open)', { ...fellBack, isAfterContent: false }, 'warn'],
  ['fell back from GPT-5 to Docs, which starts afresh (circuit open)', { ...fellBack, isAfterContent: true }, 'warn'],
  ['circuit of GPT-5 opened (no connection)', { ...changed, to: 'open' }, 'bad'],
  ['GPT-5 may be tried again', { ...changed, to: 'half-open' }, 'plain'],
  ['circuit of GPT-5 closed', { ...changed, to: 'closed' }, 'good'],
  ['gate of GPT-5 closed for 3.0 s', { type: 'gate-closed', target: 'gpt', lane: 'gpt', forMs: 3_000 }, 'warn'],
  ['Docs answered in 2.3 s', ended, 'good'],
  ['no answer (took too long)', { ...ended, outcome: 'failed', code: 'timeout' }, 'bad'],
  ['stopped by whoever asked', { ...ended, outcome: 'aborted' }, 'plain'],
  [
    'refused: the quota is used up',
    { type: 'quota-refused', requestId: 'r', callerId: 'a', per: 'caller', retryAfterMs: 1 },
    'bad',
  ],
  [
    'too little of the budget is left for GPT-5',
    { type: 'budget-refused', requestId: 'r', callerId: 'a', target: 'gpt', ...yuan, retryAfterMs: 1 },
    'bad',
  ],
  ['80 % of the budget used', { type: 'budget-threshold', ...yuan, threshold: 0.8, used: '4', resetsAt: 1 }, 'warn'],
  ['the price of m is not known: no cost', { type: 'price-unknown', provider: 'p', model: 'm' }, 'warn'],
  [
    'prompt shortened, 90 tokens saved',
    { type: 'prompt-shortened', requestId: 'r', savedTokens: 90, steps: ['trim-history'] },
    'plain',
  ],
  ['answer: “E-mail address” found (redact)', filtered, 'warn'],
  ['answer: “E-mail address” found 3 times (flag)', { ...filtered, action: 'flag', count: 3 }, 'plain'],
  [
    'question: “their-own-rule” found (block)',
    { ...filtered, direction: 'input', ruleId: 'their-own-rule', action: 'block' },
    'bad',
  ],
  ['The store of counters failed', { type: 'store-failed', target: 'ernie', lane: 'ernie', error: undefined }, 'bad'],
  ['3 records of usage were not kept', { type: 'ledger-failed', records: 3, error: undefined }, 'bad'],
]

describe('a decision in words', () => {
  it.each(cases)('is “%s”', (text, what, tone) => {
    expect([say(what), decisionTone(what)]).toEqual([text, tone])
    expect(say(what, 'zh')).toMatch(/\p{Script=Han}/u)
  })

  it('never says that a wait takes no time', () => {
    const retry = (delayMs: number): Decision => ({
      type: 'retry-scheduled',
      requestId: 'r',
      target: 'gpt',
      attempt: 2,
      delayMs,
      code: 'server',
    })
    expect(say(retry(40))).toBe('attempt 2 in 0.04 s (server error)')
    expect(say(retry(1))).toBe('attempt 2 in 0.01 s (server error)')
  })

  it('names a failure that it has no word for', () => {
    expect(say({ ...changed, to: 'open', reason: 'TypeError' })).toBe('circuit of GPT-5 opened (TypeError)')
    expect(say({ ...changed, to: 'open', reason: 'toString' })).toBe('circuit of GPT-5 opened (toString)')
  })
})
