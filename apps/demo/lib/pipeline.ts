import { type Caller, type CallerUsage, createPipeline, type Handler } from '@sluice/core'
import { dailyBudget, rates } from './budget.ts'
import { conversationFilter } from './conversation-filter.ts'
import { liveTargetsIn } from './live-targets.ts'
import { modelsIn } from './models.ts'
import { anonymous } from './visitor-cookie.ts'
import { visitorOf } from './visitors.ts'

const liveTargets = liveTargetsIn(process.env)
const [firstModel] = modelsIn(process.env)

/** The vendors themselves. All visitors share it, as they share what the vendors grant; each has a budget of its own. */
const live =
  Object.keys(liveTargets).length === 0
    ? undefined
    : createPipeline<string>({
        targets: liveTargets,
        // At an address of one's own there may be any model: one without a price is asked all the same.
        budget: [{ ...dailyBudget, unpriced: 'allow' }],
        rates,
        filter: conversationFilter,
      })

// A budget reserves what an answer may cost at most, so that each has a longest one. The dear model's is short.
const longestTokens = 8_192
const longestDearTokens = 300

/** Answers the chat. The targets have the names of `models.ts`; the simulated ones are everybody's own. */
function answer(...[request, context]: Parameters<Handler>): ReturnType<Handler> {
  const target = request.target ?? firstModel?.name
  const maxOutputTokens = request.maxOutputTokens ?? (target === 'deluxe' ? longestDearTokens : longestTokens)
  const bounded = { ...request, maxOutputTokens }
  if (live !== undefined && target !== undefined && Object.hasOwn(liveTargets, target)) return live(bounded, context)
  return visitorOf(context.caller.id).pipeline(bounded, context)
}

/** What a visitor has used: of the real models if its tag `models` says so. Nothing real is mixed with what is invented. */
async function usage(caller: Caller): Promise<CallerUsage> {
  if (live !== undefined && caller.tags?.models === 'live') return live.usage(caller)
  return visitorOf(caller.id).pipeline.usage(caller)
}

export const handler = Object.assign(answer, { usage })

/** Says what is missing before the models can be asked. */
export async function check(): Promise<readonly string[]> {
  const problems = await Promise.all([live?.check() ?? [], visitorOf(anonymous).pipeline.check()])
  return problems.flat()
}
