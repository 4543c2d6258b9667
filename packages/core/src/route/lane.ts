import type { ChatErrorCode } from '../chat/errors.ts'
import type { Handler } from '../chat/handler.ts'

/** One way to a target: an endpoint with a key. */
export interface Lane {
  /** Names it in snapshots and logs, such as `intl/2`. Holds nothing of the key. */
  readonly name: string
  readonly handler: Handler
  /** Lanes of a lower order come first; those of a higher one are used only while none of these can be. @default 0 */
  readonly order?: number | undefined
  /** Its share of the calls among lanes of the same order. @default 1 */
  readonly weight?: number | undefined
  /**
   * In how many milliseconds a call could begin: 0 if at once (the circuit is closed, the gate open, no limit reached),
   * `undefined` if that depends on when other calls end. Then the pace of calls is the lane's own affair. Without this
   * function, a lane that was asked too much is benched.
   */
  readonly waitMs?: (() => number | undefined) | undefined
}

/** What a lane has been doing. */
export interface LaneActivity {
  readonly name: string
  /** Calls being answered now. */
  readonly active: number
  /** Calls since the start, those in flight included. */
  readonly calls: number
  /** Calls that failed. */
  readonly failures: number
  /** Why the lane is not used at the moment, and for how many milliseconds from now. */
  readonly benched?: { readonly code: ChatErrorCode; readonly forMs: number } | undefined
}
