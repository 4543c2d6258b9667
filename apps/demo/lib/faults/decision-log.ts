import type { ChatErrorCode, Decision, Observation, Observer } from '@sluice/core'

/** What became of a call in the end. */
export interface CallEnding {
  readonly type: 'call-ended'
  readonly target: string | undefined
  readonly outcome: 'finished' | 'failed' | 'aborted' | 'abandoned'
  readonly durationMs: number
  readonly code: ChatErrorCode | undefined
}

/** Something that was decided. Holds nothing of what was said, nor of who said it. */
export interface LoggedDecision {
  /** Counts up: a later decision has a greater one. */
  readonly id: number
  /** In milliseconds of the Unix epoch. */
  readonly at: number
  /** Which of the visitor's calls it is about, from 1; `undefined` if it is about all. */
  readonly call: number | undefined
  readonly what: Decision | CallEnding
}

/** Keeps the latest decisions of a pipeline. */
export interface DecisionLog {
  readonly observer: Observer
  /** Oldest first. */
  entries(): readonly LoggedDecision[]
}

const most = 200

export function createDecisionLog(now: () => number): DecisionLog {
  const entries: LoggedDecision[] = []
  const calls = new Map<string, number>()
  let lastId = 0
  let lastCall = 0

  function add(requestId: string | undefined, what: LoggedDecision['what']): void {
    const call = requestId === undefined ? undefined : calls.get(requestId)
    entries.push({ id: ++lastId, at: now(), call, what })
    if (entries.length > most) entries.shift()
  }

  function observer(observation: Observation): void {
    if (observation.type === 'call-started') {
      calls.set(observation.requestId, ++lastCall)
      return
    }
    if (observation.type !== 'call-ended') {
      add('requestId' in observation ? observation.requestId : undefined, namelessly(observation))
      return
    }
    // Field by field: the cause of an error is for logs alone.
    const { requestId, type, target, outcome, durationMs, error } = observation
    add(requestId, { type, target, outcome, durationMs, code: error?.code })
    calls.delete(requestId)
  }

  return { observer, entries: () => entries }
}

/** Without who called, and without errors as they were thrown. */
function namelessly(decision: Decision): Decision {
  switch (decision.type) {
    case 'quota-refused':
    case 'budget-refused':
      return { ...decision, callerId: '' }
    case 'budget-failed':
      return { ...decision, callerId: '', error: undefined }
    case 'budget-threshold':
      return { ...decision, owner: undefined }
    case 'ledger-failed':
    case 'store-failed':
      return { ...decision, error: undefined }
    default:
      return decision
  }
}
