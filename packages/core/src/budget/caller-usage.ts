import type { Currency } from '../chat/cost.ts'
import type { LedgerSum } from '../store/ledger-store.ts'

/** How a budget stands for one caller, tag, target or all. Amounts are exact decimal numbers of `unit`. */
export interface BudgetState {
  /** Whose it is: `caller`, `all`, `model`, or `tag:` and its name. */
  readonly per: string
  /** The tag's value or the target; nothing for the caller's own and for `all`. */
  readonly owner?: string | undefined
  readonly unit: Currency | 'tokens'
  /** How long it is for: `1m`, `1h`, `1d`, `1w` or `1mo`. */
  readonly window: string
  readonly mode: 'hard' | 'soft' | 'degrade'
  readonly limit: string
  /** What calls have cost. */
  readonly used: string
  /** What calls that are still running may cost at most. */
  readonly reserved: string
  /** What is neither used nor reserved; `0` when over. */
  readonly left: string
  /** When it is whole again, in milliseconds of the Unix epoch; left out where it comes back bit by bit. */
  readonly resetsAt?: number | undefined
  /** What has been used per hour since the window began; of a rolling one, over all of it. */
  readonly burnPerHour: string
}

/** What a caller has used and may still use. Plain JSON. */
export interface CallerUsage {
  readonly caller: string
  /** When this was so, in milliseconds of the Unix epoch. */
  readonly at: number
  /** The budgets that count this caller's calls and nobody's outside its tags. */
  readonly budgets: readonly BudgetState[]
  /** From when on `total` counts, in milliseconds of the Unix epoch. */
  readonly since: number
  /** The caller's calls since then, as far as the ledger still knows them. */
  readonly total: LedgerSum
}
