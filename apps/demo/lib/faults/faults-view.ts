import type { LoggedDecision } from './decision-log.ts'
import type { FaultName } from './fault-names.ts'

/** What the faults panel shows. Times are from now on, so that nobody's clock has to be right. */
export interface FaultsView {
  readonly models: readonly ModelHealth[]
  /** The latest, oldest first. */
  readonly decisions: readonly LoggedDecision[]
}

/** How a simulated model is doing. */
export interface ModelHealth {
  /** The target's name. */
  readonly name: string
  readonly fault: FaultName
  readonly circuit: 'closed' | 'open' | 'half-open'
  /** When it is tried again, while its circuit is open. */
  readonly probeInMs: number | undefined
  readonly active: number
  readonly queued: number
  /** How many may be active. */
  readonly concurrency: number
  /** For how long nobody asks it, because it was asked too much. */
  readonly gateClosedForMs: number
  /** For how long its key is left aside. */
  readonly benchedForMs: number
}
