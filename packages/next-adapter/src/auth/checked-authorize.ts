import type { Authorize } from '@sluice/core'

/** Puts a credential on requests, and can tell whether there is one. */
export interface CheckedAuthorize extends Authorize {
  /** What is missing, a sentence each. Empty if nothing is. */
  check(): Promise<readonly string[]>
}
