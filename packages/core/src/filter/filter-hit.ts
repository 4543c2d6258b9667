import type { FilterAction } from './filter-rule.ts'

/** Something that was found. What it says is not repeated here, so that reports hold no secrets. */
export interface FilterHit {
  readonly ruleId: string
  readonly category: string
  readonly severity: 'low' | 'medium' | 'high'
  readonly action: FilterAction
  /** Where in the whole text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** Set where nothing was proved: something unfinished had grown too long to be held back. */
  readonly isOverflow?: true | undefined
}
