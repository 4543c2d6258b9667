import { createMemoryCounterStore, createMemoryLedgerStore, type Pipeline } from '@sluice/core'
import { createDecisionLog } from './faults/decision-log.ts'
import { createFaultSwitch, type FaultSwitch } from './faults/fault-switch.ts'
import type { FaultsView } from './faults/faults-view.ts'
import { type SimulatedName, simulatedNames } from './models.ts'
import { createSimulatedPipeline } from './simulated-pipeline.ts'

/** Simulated models of one's own: what one visitor breaks, or keeps busy, works for all others. */
export interface Visitor {
  readonly pipeline: Pipeline<SimulatedName>
  readonly faults: FaultSwitch
  /** Whether another model answers in the place of one that fails, or that the budget has too little left for. */
  readonly hasOthers: boolean
  /** From now on; a budget that is renewed has been used for nothing yet. Answers under way go on as they began. */
  change(change: { hasOthers?: boolean | undefined; renew?: boolean | undefined }): void
  view(): FaultsView
}

export interface Visitors {
  /** Whoever has not been here before gets models that work. */
  of(id: string): Visitor
}

/** The latest visitors, at most so many. */
export function createVisitors(most = 200): Visitors {
  const visitors = new Map<string, Visitor>()
  return {
    of(id) {
      const visitor = visitors.get(id) ?? createVisitor()
      // Whoever comes goes to the end: the first is the one who has been away for longest.
      visitors.delete(id)
      visitors.set(id, visitor)
      for (const oldest of visitors.keys()) {
        if (visitors.size <= most) break
        visitors.delete(oldest)
      }
      return visitor
    },
  }
}

declare global {
  var sluiceDemoVisitors: Visitors | undefined
}

/** The visitors of this server. Next may load this file once for each route, so it cannot keep them itself. */
export function visitorOf(id: string): Visitor {
  globalThis.sluiceDemoVisitors ??= createVisitors()
  return globalThis.sluiceDemoVisitors.of(id)
}

function createVisitor(): Visitor {
  const faults = createFaultSwitch(() => performance.now())
  const log = createDecisionLog(() => Date.now())
  // What a visitor has asked in an hour or two: more is not shown.
  const ledger = createMemoryLedgerStore({ maxRecords: 1_000 })
  let store = createMemoryCounterStore()
  let hasOthers = true
  let pipeline = create()
  function create(): Pipeline<SimulatedName> {
    return createSimulatedPipeline({ faults, store, ledger, hasOthers, onEvent: log.observer })
  }
  return {
    get pipeline() {
      return pipeline
    },
    get hasOthers() {
      return hasOthers
    },
    faults,
    change({ renew = false, ...change }) {
      hasOthers = change.hasOthers ?? hasOthers
      if (renew) store = createMemoryCounterStore()
      const before = pipeline.snapshot()
      pipeline = create()
      pipeline.restore(before)
    },
    view() {
      const { targets } = pipeline.snapshot()
      const models = simulatedNames.map((name) => healthOf(name, faults, targets[name].lanes[0]))
      return { models, decisions: log.entries() }
    },
  }
}

type Lane = ReturnType<Visitor['pipeline']['snapshot']>['targets'][SimulatedName]['lanes'][number]

function healthOf(name: SimulatedName, faults: FaultSwitch, lane: Lane | undefined): FaultsView['models'][number] {
  const { state = 'closed', nextProbeAt } = lane?.breaker ?? {}
  return {
    name,
    fault: faults.get(name),
    circuit: state,
    probeInMs: nextProbeAt === undefined ? undefined : Math.max(0, nextProbeAt - Date.now()),
    active: lane?.limiter.active ?? 0,
    queued: lane?.limiter.queued ?? 0,
    concurrency: lane?.limiter.concurrency ?? 0,
    gateClosedForMs: lane?.limiter.gateClosedForMs ?? 0,
    benchedForMs: lane?.benched?.forMs ?? 0,
  }
}
