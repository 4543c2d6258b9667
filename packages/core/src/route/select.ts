import { ChatError } from '../chat/errors.ts'
import type { Handler } from '../chat/handler.ts'
import { refuse } from '../chat/refuse.ts'
import { intercept } from '../chat/tap.ts'
import type { LaneActivity } from './lane.ts'
import type { Target } from './target.ts'

/** What a target has been doing. */
export interface TargetActivity {
  provider: string
  model: string
  /** Calls being answered now. */
  active: number
  /** Calls since the start, those in flight included. */
  calls: number
  /** Calls that failed. */
  failures: number
  /** The ways to it, where there are several to choose from. */
  lanes?: readonly LaneActivity[] | undefined
}

/** Asks the target that a request names, else the first. */
export interface Selection {
  handler: Handler
  activity(): Readonly<Record<string, Readonly<TargetActivity>>>
}

/** The handler throws `not-found` for a name that is not registered. */
export function select(targets: ReadonlyMap<string, Target>, first: string): Selection {
  const activities = new Map<string, TargetActivity>()
  const handlers = new Map<string, Handler>()
  for (const [name, target] of targets) {
    const activity = { provider: target.provider, model: target.model, active: 0, calls: 0, failures: 0 }
    activities.set(name, activity)
    handlers.set(name, named(name, activity)(target.handler))
  }
  return {
    handler(request, context) {
      const name = request.target ?? first
      return (handlers.get(name) ?? refuse(() => unknownTarget(name)))(request, context)
    },
    activity: () =>
      Object.fromEntries([...activities].map(([name, activity]) => [name, copy(activity, targets.get(name))])),
  }
}

function copy(activity: TargetActivity, target: Target | undefined): TargetActivity {
  const lanes = target?.lanes?.()
  return lanes === undefined ? { ...activity } : { ...activity, lanes }
}

function unknownTarget(name: string): ChatError {
  return new ChatError('not-found', `There is no model named "${name.slice(0, 100)}".`)
}

/** Says in `start` by which name the target is known here, and counts. */
const named = (target: string, activity: TargetActivity) =>
  intercept(() => {
    activity.active++
    activity.calls++
    return {
      event: (event) => (event.type === 'start' ? { ...event, target } : event),
      end(outcome) {
        activity.active--
        if (outcome === 'failed') activity.failures++
      },
    }
  })
