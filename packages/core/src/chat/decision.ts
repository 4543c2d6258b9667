import type { Currency } from './cost.ts'
import type { ChatErrorCode } from './errors.ts'
import type { Usage } from './event.ts'

/** What layers decide about calls, and what happens to the ways to a provider. */
export type Decision =
  | AttemptQueued
  | AttemptStarted
  | AttemptFailed
  | AttemptAbandoned
  | AttemptRefused
  | RetryScheduled
  | FellBack
  | QuotaRefused
  | BudgetRefused
  | BudgetThreshold
  | BudgetFailed
  | StoreFailed
  | PriceUnknown
  | PromptShortened
  | ContentFiltered
  | LedgerFailed
  | BreakerChanged
  | GateClosed
  | LaneBenched

interface OfCall {
  readonly requestId: string
}

/** Which way to which target. */
interface OfLane {
  readonly target: string
  readonly lane: string
}

/** A call waits for its turn at a provider. */
export interface AttemptQueued extends OfCall, OfLane {
  readonly type: 'attempt-queued'
  /** How long it will take at least; `undefined` where only other calls' endings can tell. */
  readonly waitMs: number | undefined
}

/** A provider is about to be asked. */
export interface AttemptStarted extends OfCall, OfLane {
  readonly type: 'attempt-started'
  /** The provider's name and its name of the model, where they are known. */
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly queuedMs: number
}

/** A provider failed. A call that a circuit or a limit kept from it is no attempt. */
export interface AttemptFailed extends OfCall, OfLane {
  readonly type: 'attempt-failed'
  readonly code: ChatErrorCode
  readonly durationMs: number
  /** Whether a part of the answer had come: then its reader has seen `usage`, too. */
  readonly hasAnswered: boolean
  /** What will be on the bill: what was received, at least the question, because it was cut off at work on it, or nothing. */
  readonly billed?: AttemptBilling | undefined
  /** What budgets were charged for: reported, or estimated. */
  readonly used?: Usage | undefined
  /** What its provider had said of tokens until then. */
  readonly usage?: Usage | undefined
}

/** What a provider may be taken to bill of an attempt. */
export type AttemptBilling = 'received' | 'question' | 'nothing'

/** A circuit or a limit kept a call from a provider. */
export interface AttemptRefused extends OfCall, OfLane {
  readonly type: 'attempt-refused'
  readonly code: ChatErrorCode
  /** What a limit gave for it, such as `queue-full`, or how the last call before an open circuit failed. */
  readonly reason?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/** A call was aborted, or its reader left, while a provider was being asked. */
export interface AttemptAbandoned extends OfCall, OfLane {
  readonly type: 'attempt-abandoned'
  /** What budgets were charged for: reported, or estimated. */
  readonly used?: Usage | undefined
  readonly durationMs: number
  /** What its provider had said of tokens until then. */
  readonly usage?: Usage | undefined
}

/** A call is going to be repeated. */
export interface RetryScheduled extends OfCall {
  readonly type: 'retry-scheduled'
  readonly target: string
  /** The attempt to come: 2 is the first repetition. */
  readonly attempt: number
  readonly delayMs: number
  readonly code: ChatErrorCode
}

/** A call goes on with another target. */
export interface FellBack extends OfCall {
  readonly type: 'fell-back'
  readonly from: string
  readonly to: string
  readonly code: ChatErrorCode
  /** Whether a part of the answer had been shown. */
  readonly isAfterContent: boolean
}

/** A caller has used up a quota. */
export interface QuotaRefused extends OfCall {
  readonly type: 'quota-refused'
  readonly callerId: string
  /** Whose quota: `caller`, `all`, `model`, or `tag:` and its name. */
  readonly per: string
  readonly retryAfterMs: number | undefined
}

/** A budget has too little left for what a call may cost. */
export interface BudgetRefused extends OfCall {
  readonly type: 'budget-refused'
  readonly callerId: string
  readonly target: string
  /** Whose budget: `caller`, `all`, `model`, or `tag:` and its name. */
  readonly per: string
  /** Of what: a currency, or `tokens`. */
  readonly unit: Currency | 'tokens'
  readonly limit: string
  readonly retryAfterMs: number | undefined
}

/** What a call has cost could not be booked: the store failed. Budgets know of less than was spent. */
export interface BudgetFailed extends OfCall {
  readonly type: 'budget-failed'
  readonly callerId: string
  readonly target: string
  readonly error: unknown
}

/** A shared store failed where no call can be told of it: a lane's limits may be counted wrongly for a while. */
export interface StoreFailed extends OfLane {
  readonly type: 'store-failed'
  readonly error: unknown
}

/** So much of a budget has been used. Said once for each share, by each process that sees it. */
export interface BudgetThreshold {
  readonly type: 'budget-threshold'
  readonly per: string
  /** The caller, the tag's value or the target; nothing for `all`. */
  readonly owner?: string | undefined
  /** The share that was reached, such as 0.8. */
  readonly threshold: number
  readonly unit: Currency | 'tokens'
  readonly used: string
  readonly limit: string
  /** In milliseconds of the Unix epoch; `undefined` where it comes back bit by bit. */
  readonly resetsAt: number | undefined
}

/** What a model costs is not known, so that its calls are recorded without a cost. Said once for each model. */
export interface PriceUnknown {
  readonly type: 'price-unknown'
  readonly provider: string
  readonly model: string
}

/** A prompt was made shorter before it was sent. */
export interface PromptShortened extends OfCall {
  readonly type: 'prompt-shortened'
  readonly savedTokens: number
  /** What was done, such as `trim-history`. */
  readonly steps: readonly string[]
}

/** A filter found something in a prompt or an answer. Said once for each rule and place of a call, and never what it was. */
export interface ContentFiltered extends OfCall {
  readonly type: 'content-filtered'
  readonly direction: 'input' | 'output'
  /** Where: in whose message of the prompt, or in which part of the answer. */
  readonly channel: 'user' | 'assistant' | 'tool' | 'text' | 'reasoning' | 'tool-call' | 'source'
  readonly ruleId: string
  readonly category: string
  readonly severity: 'low' | 'medium' | 'high'
  readonly action: 'block' | 'redact' | 'replace' | 'review' | 'flag'
  /** How often. */
  readonly count: number
  /** Set where nothing was proved: something unfinished had grown too long to be held back. */
  readonly isOverflow?: true | undefined
}

/** Records could not be kept. */
export interface LedgerFailed {
  readonly type: 'ledger-failed'
  readonly records: number
  readonly error: unknown
}

/** A circuit opened, is tried, or closed. */
export interface BreakerChanged extends OfLane {
  readonly type: 'breaker-changed'
  readonly from: 'closed' | 'open' | 'half-open'
  readonly to: 'closed' | 'open' | 'half-open'
  readonly reason: string | undefined
  /** In milliseconds of the Unix epoch. */
  readonly nextProbeAt: number | undefined
}

/** A provider said that it is asked too much: nobody asks it for a while. */
export interface GateClosed extends OfLane {
  readonly type: 'gate-closed'
  readonly forMs: number
}

/** A provider refused a way to it, its key for one: calls take the others for a while. */
export interface LaneBenched extends OfLane {
  readonly type: 'lane-benched'
  readonly code: ChatErrorCode
  readonly forMs: number
}
