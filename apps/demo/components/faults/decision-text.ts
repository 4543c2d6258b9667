import { reasonText } from '@/lib/fault-strings.ts'
import type { LoggedDecision } from '@/lib/faults/decision-log.ts'
import { ruleName } from '@/lib/filter-strings.ts'
import type { Strings } from '@/lib/strings.ts'

/** A decision in plain words. */
export function decisionText(
  what: LoggedDecision['what'],
  { faults: words, filter }: Pick<Strings, 'faults' | 'filter'>,
  nameOf: (target: string) => string,
): string {
  switch (what.type) {
    case 'attempt-queued': {
      const name = nameOf(what.target)
      return what.waitMs === undefined ? words.waits(name) : words.waitsFor(name, seconds(what.waitMs))
    }
    case 'attempt-started': {
      const name = nameOf(what.target)
      return what.queuedMs < 50 ? words.asked(name) : words.askedAfter(name, seconds(what.queuedMs))
    }
    case 'attempt-failed': {
      const say = what.hasAnswered ? words.failedInAnswer : words.failed
      return say(nameOf(what.target), words.reasons[what.code])
    }
    case 'attempt-refused':
      return words.refused(nameOf(what.target), words.reasons[what.code])
    case 'attempt-abandoned':
      return words.abandoned(nameOf(what.target))
    case 'lane-benched':
      return words.benchedFor(nameOf(what.target), seconds(what.forMs), words.reasons[what.code])
    case 'retry-scheduled':
      return words.repeats(what.attempt, seconds(what.delayMs), words.reasons[what.code])
    case 'fell-back': {
      const say = what.isAfterContent ? words.fellBackInAnswer : words.fellBack
      return say(nameOf(what.from), nameOf(what.to), words.reasons[what.code])
    }
    case 'quota-refused':
      return words.overQuota
    case 'budget-refused':
      return words.overBudget(nameOf(what.target))
    case 'budget-threshold':
      return words.budgetReached(Math.round(what.threshold * 100))
    case 'price-unknown':
      return words.priceUnknown(what.model)
    case 'prompt-shortened':
      return words.shortened(what.savedTokens)
    case 'content-filtered': {
      const rule = ruleName(what.ruleId, filter)
      return filter.decided(filter.actions[what.action], rule, what.count, what.direction === 'output')
    }
    case 'ledger-failed':
      return words.ledgerFailed(what.records)
    case 'budget-failed':
    case 'store-failed':
      return words.storeFailed
    case 'breaker-changed': {
      const name = nameOf(what.target)
      if (what.to === 'closed') return words.circuitClosed(name)
      return what.to === 'half-open'
        ? words.circuitTried(name)
        : words.circuitOpened(name, reasonText(what.reason, words))
    }
    case 'gate-closed':
      return words.gate(nameOf(what.target), seconds(what.forMs))
    case 'call-ended':
      if (what.outcome === 'failed') return words.ended(reasonText(what.code, words))
      if (what.outcome !== 'finished') return words.stopped
      return words.answered(nameOf(what.target ?? ''), seconds(what.durationMs))
    default:
      return what satisfies never
  }
}

/** How good or bad a decision is, for its mark. */
export function decisionTone(what: LoggedDecision['what']): 'good' | 'plain' | 'warn' | 'bad' {
  switch (what.type) {
    case 'attempt-started':
    case 'attempt-abandoned':
    case 'prompt-shortened':
      return 'plain'
    case 'attempt-queued':
    case 'retry-scheduled':
    case 'fell-back':
    case 'gate-closed':
    case 'attempt-refused':
    case 'budget-threshold':
    case 'price-unknown':
      return 'warn'
    case 'content-filtered':
      return what.action === 'block' ? 'bad' : what.action === 'flag' ? 'plain' : 'warn'
    case 'attempt-failed':
    case 'lane-benched':
    case 'quota-refused':
    case 'budget-refused':
    case 'ledger-failed':
    case 'budget-failed':
    case 'store-failed':
      return 'bad'
    case 'breaker-changed':
      return what.to === 'open' ? 'bad' : what.to === 'closed' ? 'good' : 'plain'
    case 'call-ended':
      return what.outcome === 'finished' ? 'good' : what.outcome === 'failed' ? 'bad' : 'plain'
    default:
      return what satisfies never
  }
}

/** Short waits with a digit more, so that none is 0. */
function seconds(ms: number): string {
  return (Math.max(10, ms) / 1_000).toFixed(ms < 100 ? 2 : 1)
}
