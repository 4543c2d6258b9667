import { createPipeline, type Handler } from '@sluice/core'
import { liveTargetsIn } from './live-targets.ts'
import { modelsIn } from './models.ts'
import { anonymous } from './visitor-cookie.ts'
import { visitorOf } from './visitors.ts'

const liveTargets = liveTargetsIn(process.env)
const [firstModel] = modelsIn(process.env)

/** The vendors themselves. All visitors share it, as they share what the vendors grant. */
const live = Object.keys(liveTargets).length === 0 ? undefined : createPipeline<string>({ targets: liveTargets })

/** Answers the chat. The targets have the names of `models.ts`; the simulated ones are everybody's own. */
export const handler: Handler = (request, context) => {
  const target = request.target ?? firstModel?.name
  if (live !== undefined && target !== undefined && Object.hasOwn(liveTargets, target)) return live(request, context)
  return visitorOf(context.caller.id).pipeline(request, context)
}

/** Says what is missing before the models can be asked. */
export async function check(): Promise<readonly string[]> {
  const problems = await Promise.all([live?.check() ?? [], visitorOf(anonymous).pipeline.check()])
  return problems.flat()
}
