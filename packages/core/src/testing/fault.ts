import type { SimulatedRequest } from './simulated-request.ts'

/** A way in which a provider fails, in the words of the wire that is spoken. `after` counts pieces of the answer. */
export type Fault =
  /**
   * Refuses with an HTTP status, such as 429, 500 or 529; `error` replaces fields of what the vendor says then.
   * Qianfan V1 says the same as an `error_code` with status 200.
   */
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
  /** Answers in full, with comments, events and fields in between that nobody knows yet. */
  | { type: 'unknown-events' }
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

/** Surrounds frames with what a reader must pass over: comments, unknown fields, and unknown events if it has names. */
export function sprinkle(frames: string): string {
  const known = frames.replace(/^data: \{/gm, 'data: {"x_simulated":{"list":[null]},')
  const unknown = 'event: x_simulated\ndata: {"type":"x_simulated"}\n\n'
  return `: simulated comment\n\n${frames.startsWith('event: ') ? unknown : ''}${known}`
}
