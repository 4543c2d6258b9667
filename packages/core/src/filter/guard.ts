import type { CallContext, Policy } from '../chat/handler.ts'
import { onFirstRead } from '../chat/on-first-read.ts'
import { createExaminer, type Examined, type PlacedSignal } from './input-guard.ts'
import type { InputGuardOptions } from './input-guard-options.ts'

/**
 * Refuses requests that are too long, repeat themselves or have roles that they may not have, and takes out of others what
 * nobody sees and what models read as structure. What looks like an attempt to give the model other orders is observed as
 * `content-filtered`, by the id of the signal.
 *
 * @throws RangeError for options out of range.
 */
export function guard(options: InputGuardOptions = {}): Policy {
  const examine = createExaminer(options)
  return (next) => (request, context) =>
    onFirstRead(() => {
      const examined = examine(request)
      tell(examined, context)
      const { guarded, refused } = examined
      if (refused !== undefined) throw refused
      return next(guarded.request, context)[Symbol.asyncIterator]()
    })
}

/** Says once for each signal and role what was found. */
function tell({ guarded, refused }: Examined, { requestId, observe }: CallContext): void {
  const { signals, injectionScore: score } = guarded
  const counts = new Map<string, { readonly signal: PlacedSignal; count: number }>()
  for (const signal of signals) {
    const key = `${signal.role} ${signal.id}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { signal, count: 1 })
    else known.count++
  }
  const severity = score >= 0.75 ? 'high' : score >= 0.5 ? 'medium' : 'low'
  const action = refused === undefined ? 'flag' : 'block'
  for (const { signal, count } of counts.values()) {
    const channel = signal.role === 'tool' ? 'tool' : 'user'
    const what = { ruleId: signal.id, category: 'injection', severity, action, count } as const
    observe({ type: 'content-filtered', requestId, direction: 'input', channel, ...what })
  }
}
