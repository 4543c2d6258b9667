import type { FilterHit } from './filter-hit.ts'
import type { FilterRule } from './filter-rule.ts'

/** What a scanner is certain of after a piece of text. All places are counted from the beginning of the text. */
export interface Cut {
  /** Everything before is decided. Never decreases. */
  readonly safe: number
  /** What has to be changed since the last cut: in order, without overlap, all of it before `safe`. */
  readonly edits: readonly Edit[]
  /** The hit that ends the text: nothing from its start on may be shown. `safe` is its start then. */
  readonly blockedBy: FilterHit | undefined
}

/** A stretch of text to be masked or replaced, as the rule says that governs it. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly rule: FilterRule
}
