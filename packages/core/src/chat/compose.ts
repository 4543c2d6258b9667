import type { Policy } from './handler.ts'

/** One policy from several; the first is the outermost. */
export function compose(...policies: readonly Policy[]): Policy {
  return (handler) => policies.reduceRight((next, policy) => policy(next), handler)
}
