import type { Cost } from '../chat/cost.ts'
import type { ChatErrorCode } from '../chat/errors.ts'
import type { FinishReason, Usage } from '../chat/event.ts'
import type { CallOutcome } from '../chat/handler.ts'

/** What one call used and cost. There is exactly one for each call, whatever its ending. Plain JSON. */
export interface UsageRecord {
  /** The record's own. A ledger counts an id once. */
  readonly id: string
  /** The call's request id; several calls may share one that the application made. */
  readonly requestId: string
  /** When the call began, in milliseconds of the Unix epoch. */
  readonly at: number
  readonly caller: string
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly outcome: CallOutcome
  readonly errorCode?: ChatErrorCode | undefined
  readonly finishReason?: FinishReason | undefined
  /** Of the last attempt that began to answer. */
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly target?: string | undefined
  /** Over all attempts. `estimated` is set where it is, or a part of it is, our estimate. */
  readonly usage: Usage
  /** Over all attempts whose price is known. Left out where none is. */
  readonly cost?: Cost | undefined
  /** Attempts that used tokens whose price is not known: the cost is at least `cost`. */
  readonly unpriced?: number | undefined
  /** Each time a provider was asked, in order. */
  readonly attempts: readonly AttemptRecord[]
  readonly durationMs: number
  readonly firstContentMs?: number | undefined
  /** Tokens that were saved by making the prompt shorter. */
  readonly savedTokens?: number | undefined
}

/** What one attempt used and cost. */
export interface AttemptRecord {
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly target?: string | undefined
  readonly lane?: string | undefined
  readonly outcome: CallOutcome
  readonly errorCode?: ChatErrorCode | undefined
  readonly usage: Usage
  readonly cost?: Cost | undefined
  readonly durationMs?: number | undefined
}
