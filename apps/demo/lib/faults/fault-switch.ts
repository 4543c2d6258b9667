import type { FaultPlan } from '@sluice/core/testing'
import type { SimulatedName } from '../models.ts'
import type { FaultName } from './fault-names.ts'

export type Fault = Exclude<ReturnType<Extract<FaultPlan, (...args: never[]) => unknown>>, undefined>

/** Which simulated models fail, and how. */
export interface FaultSwitch {
  set(model: SimulatedName, fault: FaultName): void
  get(model: SimulatedName): FaultName
  /** What the next call of a model runs into. */
  next(model: SimulatedName): Fault | undefined
}

/** How long a model that is asked too much wants to be left alone. */
const retryAfterMs = 3_000
/** Longer than anybody waits for the headers of a reply. */
const silenceMs = 30_000
/** After so many pieces an answer breaks: enough to be read. */
const after = 30

/** All models work until something else is said. */
export function createFaultSwitch(nowMs: () => number): FaultSwitch {
  const faults = new Map<SimulatedName, FaultName>()
  const busyUntilMs = new Map<SimulatedName, number>()

  /** Whoever comes back when told to is let in, so that waiting helps. */
  function tooMany(model: SimulatedName): Fault | undefined {
    const leftMs = (busyUntilMs.get(model) ?? nowMs() + retryAfterMs) - nowMs()
    if (leftMs <= 0) {
      busyUntilMs.delete(model)
      return undefined
    }
    busyUntilMs.set(model, nowMs() + leftMs)
    // The header counts whole seconds.
    return { type: 'status', status: 429, retryAfterMs: Math.ceil(leftMs / 1_000) * 1_000 }
  }

  return {
    set(model, fault) {
      faults.set(model, fault)
      busyUntilMs.delete(model)
    },
    get: (model) => faults.get(model) ?? 'none',
    next(model) {
      const fault = faults.get(model) ?? 'none'
      switch (fault) {
        case 'none':
          return undefined
        case '429':
          return tooMany(model)
        case '500':
          return { type: 'status', status: 500 }
        case 'slow':
          return { type: 'slow-headers', delayMs: silenceMs }
        case 'stall':
          return { type: 'stall', after }
        case 'cut':
          return { type: 'cut', after, isTorn: true }
        case 'down':
          return { type: 'network' }
        default:
          return fault satisfies never
      }
    },
  }
}
