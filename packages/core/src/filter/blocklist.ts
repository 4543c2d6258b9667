import type { FilterRule } from './filter-rule.ts'

export interface BlocklistOptions extends Partial<Omit<FilterRule, 'terms' | 'detector'>> {}

/** A rule that finds words and phrases. By default it masks them, or replaces them where there is a `replaceWith`. */
export function blocklist(terms: readonly string[], options: BlocklistOptions = {}): FilterRule {
  return { id: 'blocklist', ...options, terms }
}
