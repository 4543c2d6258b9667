import {
  type CounterStore,
  createPipeline,
  isChatError,
  type LedgerStore,
  type LimitOptions,
  type Observer,
  type Pipeline,
} from '@sluice/core'
import { dailyBudget, rates } from './budget.ts'
import { conversationFilter } from './conversation-filter.ts'
import type { FaultSwitch } from './faults/fault-switch.ts'
import { type SimulatedName, simulatedNames } from './models.ts'
import { createSimulatedTargets } from './simulated-targets.ts'

/** Small, so that a visitor alone can fill it and see a queue. */
const limit: LimitOptions = { concurrency: 2, maxWaitMs: 20_000 }

/** Long enough to be read. The tests, which set a pace of their own, do not read. */
const baseMs = Number(process.env.SLUICE_DEMO_TOKENS_PER_SECOND) > 0 ? 50 : 1_000

export interface SimulatedPipelineOptions {
  faults: FaultSwitch
  /** Where the budget is counted. */
  store: CounterStore
  ledger: LedgerStore
  /** Whether another model answers in the place of one that fails, or that the budget has too little left for. */
  hasOthers: boolean
  onEvent: Observer
}

/** What guards the simulated models: what one would set for real ones, with shorter times, so that one can watch. */
export function createSimulatedPipeline(options: SimulatedPipelineOptions): Pipeline<SimulatedName> {
  const { faults, store, ledger, hasOthers, onEvent } = options
  return createPipeline({
    targets: createSimulatedTargets(faults),
    order: hasOthers ? ['docs', 'simulated-qwen', 'simulated-gpt-mini'] : [],
    budget: [dailyBudget],
    rates,
    store,
    ledger,
    filter: conversationFilter,
    limit: Object.fromEntries(simulatedNames.map((name) => [name, limit])),
    clocks: { headersMs: 4_000, firstTokenMs: 8_000, idleMs: 4_000 },
    // Whoever has waited until a clock ran out would rather have another model than the same wait again.
    retry: { baseMs, shouldRetry: (error, { isRetryable }) => isRetryable && !isTimeout(error) },
    breaker: { openMs: 10_000, successes: 1 },
    onEvent,
  })
}

function isTimeout(error: unknown): boolean {
  return isChatError(error) && error.code === 'timeout'
}
