import type { SimulatedRequest } from './simulated-request.ts'

/** A way in which a provider fails. `after` counts pieces of the answer. */
export type Fault =
  /** Refuses with an HTTP status, such as 429, 500 or 529. */
  | { type: 'status'; status: number; retryAfterMs?: number | undefined; error?: Record<string, unknown> | undefined }
  /** Is silent before it answers at all. */
  | { type: 'slow-headers'; delayMs: number }
  /** Is silent for good in the middle of the answer. */
  | { type: 'stall'; after?: number | undefined }
  /** Ends in the middle of the answer: closes cleanly, or tears the connection. */
  | { type: 'cut'; after?: number | undefined; isTorn?: boolean | undefined }
  /** Says in the middle of the answer that it failed. */
  | { type: 'error-event'; after?: number | undefined; error?: Record<string, unknown> | undefined }
  /** Sends something in the middle of the answer that is no JSON. */
  | { type: 'garbage'; after?: number | undefined }
  /** Answers 200 with a web page, as login pages and proxies do. */
  | { type: 'html' }
  /** Cannot be reached. */
  | { type: 'network' }

/** Which calls fail and how: one fault for all, one per call in turn, or a decision per call (the first is 0). */
export type FaultPlan =
  | Fault
  | readonly (Fault | undefined)[]
  | ((request: SimulatedRequest, call: number) => Fault | undefined)

export function plannedFault(plan: FaultPlan | undefined, request: SimulatedRequest, call: number): Fault | undefined {
  if (plan === undefined) return undefined
  if (typeof plan === 'function') return plan(request, call)
  return 'type' in plan ? plan : plan[call]
}
