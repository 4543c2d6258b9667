import { type FilterRule, filterActions } from './filter-rule.ts'

/** @throws RangeError for a placeholder of a rule on prompts that makes no sense. */
export function checkPlaceholder(rule: FilterRule): void {
  const { id, placeholder, action = 'redact' } = rule
  if (placeholder === undefined || ['redact', 'replace'].includes(action) || !filterActions.includes(action)) return
  throw new RangeError(`filter: placeholder of ${id} is for rules that redact or replace, got the action ${action}`)
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'

/** @throws RangeError for a name that could not be found in an answer again. */
export function checkPlaceholderName({ id, placeholder = 'X' }: Pick<FilterRule, 'id' | 'placeholder'>): void {
  const signs = typeof placeholder === 'string' ? Array.from(placeholder.toUpperCase()) : []
  if (signs.length > 0 && signs.every((sign) => letters.includes(sign))) return
  throw new RangeError(`filter: placeholder of ${id} must consist of letters, digits and _, got ${placeholder}`)
}
