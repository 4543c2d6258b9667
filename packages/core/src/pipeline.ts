import { type Clock, systemClock } from './chat/clock.ts'
import { compose } from './chat/compose.ts'
import type { Handler, Observer } from './chat/handler.ts'
import { consoleLogger, type Logger, redacting } from './chat/logger.ts'
import { meter } from './meter/meter.ts'
import { createInFlight } from './observe/in-flight.ts'
import { observe } from './observe/observe.ts'
import { select, type TargetActivity } from './route/select.ts'
import type { Target } from './route/target.ts'

export interface PipelineOptions<Name extends string> {
  /** The models that can be asked, by the names under which requests know them. A request that names none is answered by the first. */
  targets: Readonly<Record<Name, Target>>
  /** Watches all calls. */
  onEvent?: Observer | undefined
  /** Told of what goes wrong inside; secrets are masked before. @default the console */
  logger?: Logger | undefined
  clock?: Clock | undefined
}

/** A handler with everything around it that a call should have. */
export interface Pipeline<Name extends string = string> extends Handler {
  /** What the pipeline is doing now. */
  snapshot(): PipelineSnapshot<Name>
  /** Says what is missing before the targets can be asked: one sentence each, empty if nothing is. */
  check(): Promise<readonly string[]>
  /** Refuses new calls from now on. Resolves when those in flight are over. */
  close(): Promise<void>
}

export interface PipelineSnapshot<Name extends string = string> {
  /** Calls being answered. */
  active: number
  targets: Readonly<Record<Name, Readonly<TargetActivity>>>
}

/**
 * The one place that knows the order of the policies.
 *
 * @throws RangeError without targets.
 */
export function createPipeline<const Name extends string>(options: PipelineOptions<Name>): Pipeline<Name> {
  const { targets, first, onEvent, logger, clock } = resolve(options)
  const inFlight = createInFlight()
  const selection = select(targets, first)

  const observer: Observer = (observation) => {
    inFlight.observer(observation)
    return onEvent?.(observation)
  }
  const handler = compose(
    observe({ observer, logger }), // sees everything, refusals included
    meter({ clock }), //              one account per call, whatever the ending
    inFlight.gate, //                 refuses when closed, so that a refusal is accounted for too
  )(selection.handler)

  return Object.assign(handler.bind(undefined), {
    snapshot: () => ({ active: inFlight.active, targets: selection.activity() }) as PipelineSnapshot<Name>,
    check: async () => {
      const found = await Promise.all([...targets].map(async ([name, target]) => named(name, await target.check?.())))
      return found.flat()
    },
    close: () => inFlight.close(),
  })
}

function named(name: string, problems: readonly string[] = []): string[] {
  return problems.map((problem) => `${name}: ${problem}`)
}

function resolve<Name extends string>(options: PipelineOptions<Name>) {
  const targets = new Map<string, Target>(Object.entries(options.targets))
  const [first] = targets.keys()
  if (first === undefined) throw new RangeError('createPipeline: targets must name at least one target')
  return {
    targets,
    first,
    onEvent: options.onEvent,
    logger: options.logger === undefined ? consoleLogger : redacting(options.logger),
    clock: options.clock ?? systemClock,
  }
}
