import type { ChatError } from '../chat/errors.ts'
import type { Counter, CounterSet } from './counter-store.ts'

/** What has to be taken in the same moment as something else, all or nothing; and whoever finds too little does not wait. */
export interface Reservation {
  readonly counters: readonly Counter[]
  /** The same, opened: for whoever takes nothing else. */
  readonly set: CounterSet
  /** How much of each. */
  readonly amounts: readonly number[]
  /** It was taken, under this name. */
  onTaken(lease: string): void
  /** It was taken for somebody who had gone. */
  onUnused(lease: string): void
  /** The error of a call for which the counter of this index has too little. */
  refuse(index: number, waitMs: number): ChatError
}
