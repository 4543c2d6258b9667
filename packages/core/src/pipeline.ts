import type { CallerUsage } from './budget/caller-usage.ts'
import type { Clock } from './chat/clock.ts'
import { compose } from './chat/compose.ts'
import type { Caller, Handler, Observer, Policy } from './chat/handler.ts'
import { isRecord } from './chat/record.ts'
import { refuse } from './chat/refuse.ts'
import { meter } from './meter/meter.ts'
import { createInFlight } from './observe/in-flight.ts'
import { observe } from './observe/observe.ts'
import { createPendingWork } from './observe/pending-work.ts'
import { callerUsage } from './pipeline/caller-usage.ts'
import { type PipelineOptions, resolve } from './pipeline/pipeline-options.ts'
import { reportTrouble } from './pipeline/report-trouble.ts'
import { createTargetStack, type LaneSnapshot } from './pipeline/target-stack.ts'
import { untilDeadline } from './pipeline/until-deadline.ts'
import { quota } from './quota/quota.ts'
import { failOver, type TargetCounts, unknownTarget } from './route/fail-over.ts'

/** A handler with everything around it that a call should have. */
export interface Pipeline<Name extends string = string> extends Handler {
  /** What the pipeline is doing now. Plain JSON: kept, it can be handed to `restore`. */
  snapshot(): PipelineSnapshot<Name>
  /** Goes on from a snapshot: whose circuits were open stay open. For processes that do not live long. What is none is ignored. */
  restore(snapshot: unknown): void
  /** Says what is missing before the targets can be asked: one sentence each, empty if nothing is. */
  check(): Promise<readonly string[]>
  /** What a caller has used in the last 30 days, as far as the ledger knows, and what its budgets have left. */
  usage(caller: Caller): Promise<CallerUsage>
  /** Refuses new calls from now on. Resolves when those in flight are over, and their records kept. */
  close(): Promise<void>
  /** Whether it counts by caller, so that it has to know who calls. */
  readonly needsCaller: boolean
}

export interface PipelineSnapshot<Name extends string = string> {
  /** Calls being answered. */
  active: number
  targets: Readonly<Record<Name, Readonly<TargetSnapshot>>>
}

/** What a target has been doing, and what is in the way of its lanes. */
export interface TargetSnapshot extends TargetCounts {
  provider: string
  model: string
  lanes: readonly LaneSnapshot[]
}

/**
 * The one place that knows the order of the policies.
 *
 * @throws RangeError without targets, or for an option out of range.
 */
export function createPipeline<const Name extends string>(options: PipelineOptions<Name>): Pipeline<Name> {
  const settings = resolve(options)
  const { targets, first, order, quotas, onEvent, logger, clock, store, callMs, afterContent, stackOptions } = settings
  const { prices, budgets, ledger, learner } = settings
  const pending = createPendingWork()
  const inFlight = createInFlight()
  const report = reportTrouble(logger, clock)
  const watch: Observer = (observation) => {
    report(observation)
    return onEvent?.(observation)
  }
  const stacks = new Map(
    [...targets].map(([name, target]) => [name, createTargetStack(name, target, stackOptions(name, watch))]),
  )
  const handlers = new Map([...stacks].map(([name, { handler }]) => [name, handler]))
  const route = failOver({ handlers, first, order, afterContent, clock })

  const observer: Observer = (observation) => {
    inFlight.observer(observation)
    return watch(observation)
  }
  const handler = compose(
    pending.policy, //                                knows what is left to do when calls are over
    observe({ observer, logger }), //                 sees everything, refusals included
    meter({ prices, ledger, learner, clock }), //  one account per call, whatever the ending
    inFlight.gate, //                                 refuses when closed, so that a refusal is accounted for too
    untilDeadline({ callMs, clock }), //              one deadline over all that follows, waits included
    known(handlers, first), //                        a name that does not exist is nobody's share of anything
    ...(quotas.length === 0 ? [] : [quota({ rules: quotas, defaultTarget: first, store, clock })]), // before anything is spent on it
    ...(settings.filter === undefined ? [] : [settings.filter]), // outside of what keeps answers: a kept one meets the list of today
    ...(settings.savings === undefined ? [] : [settings.savings]), // what is not sent need not be paid for
  )(route.handler) //                                 the targets in order, each behind what target-stack.ts puts around it

  return Object.assign(handler.bind(undefined), {
    snapshot: () =>
      ({ active: inFlight.active, targets: snapshotOf(stacks, targets, route.counts) }) as PipelineSnapshot<Name>,
    restore(snapshot: unknown) {
      const known = isRecord(snapshot) && isRecord(snapshot.targets) ? snapshot.targets : {}
      for (const [name, stack] of stacks) stack.restore(circuitsOf(known[name]))
    },
    check: async () => {
      const found = await Promise.all([...targets].map(async ([name, target]) => named(name, await target.check?.())))
      return found.flat()
    },
    usage: (caller: Caller) => callerUsage(caller, { budgets, ledger, clock }),
    close: () => inFlight.close().then(() => inTime(pending.settled(), clock)),
    needsCaller: budgets?.needsCaller === true || quotas.some(({ per }) => per === 'caller' || per.startsWith('tag:')),
  })
}

// A store that hangs must not keep a server from ending.
const longestCloseMs = 30_000

async function inTime(work: Promise<unknown>, clock: Clock): Promise<void> {
  let cancel = () => {}
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(longestCloseMs, resolve)
  })
  await Promise.race([work, late])
  cancel()
}

/** Refuses what names no target of ours: names are the client's, and quotas are counted under them. */
function known(targets: ReadonlyMap<string, unknown>, first: string): Policy {
  return (next) => (request, context) => {
    const name = request.target ?? first
    return (targets.has(name) ? next : refuse(() => unknownTarget(name)))(request, context)
  }
}

function named(name: string, problems: readonly string[] = []): string[] {
  return problems.map((problem) => `${name}: ${problem}`)
}

function snapshotOf(
  stacks: ReadonlyMap<string, { snapshot(): readonly LaneSnapshot[] }>,
  targets: ReadonlyMap<string, { provider: string; model: string }>,
  counts: (name: string) => Readonly<TargetCounts>,
): Record<string, TargetSnapshot> {
  const entries = [...targets].map(([name, { provider, model }]) => {
    return [name, { provider, model, ...counts(name), lanes: stacks.get(name)?.snapshot() ?? [] }]
  })
  return Object.fromEntries(entries)
}

/** The circuits of a target's snapshot, by the names of its lanes. */
function circuitsOf(target: unknown): Map<string, unknown> {
  const lanes = isRecord(target) && Array.isArray(target.lanes) ? target.lanes : []
  return new Map(
    lanes.flatMap((lane: unknown) =>
      isRecord(lane) && typeof lane.name === 'string' ? [[lane.name, lane.circuit]] : [],
    ),
  )
}
