import type { UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'

/**
 * What an answer that broke off can go on after: without calls whose arguments are not complete, and without a last step
 * that led to nothing.
 */
export function continuableParts(parts: readonly UIPart[]): UIPart[] {
  const kept = parts.filter((part) => !(isToolUIPart(part) && part.state === 'input-streaming'))
  const step = kept.findLastIndex(({ type }) => type === 'step-start')
  const hasSaid = kept.slice(step + 1).some((part) => isToolUIPart(part) || (part.type === 'text' && part.text !== ''))
  return hasSaid ? kept : kept.slice(0, Math.max(0, step))
}
