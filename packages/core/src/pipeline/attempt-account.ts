import type { BudgetShare } from '../budget/budget-share.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { Clock } from '../chat/clock.ts'
import type { AttemptBilling } from '../chat/decision.ts'
import type { ChatEvent, Usage } from '../chat/event.ts'
import type { CallContext } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { possibilitiesOf, usualOutputTokens } from '../money/worst-case.ts'
import { noUsage } from '../tokens/add-usage.ts'
import { type AttemptTally, createAttemptTally, inputOnly } from '../tokens/attempt-tally.ts'
import { type EstimateOptions, estimateInputTokens } from '../tokens/estimate.ts'

/** Whom budgets are asked for. */
export interface AccountOptions {
  readonly budgets: Budgets
  readonly target: string
  readonly provider: string
  readonly model: string
  readonly learner: EstimateOptions['learner']
  readonly clock: Clock
}

/** Keeps the budgets' account of one attempt: what it may cost, and what it has. */
export interface AttemptAccount {
  /** The request as it is sent: its answer has an end, or nobody could say what it costs at most. */
  readonly request: ChatRequest
  /** What has to be reserved now. */
  open(): BudgetShare | undefined
  /** What came of it. */
  add(event: ChatEvent): void
  /** Returns what it was charged for. */
  settle(billed: AttemptBilling): Usage | undefined
  /** What it has used, once it has finished. */
  used(): Usage | undefined
}

/** An account of what comes of one request at one target. */
export function openAccount(request: ChatRequest, context: CallContext, options: AccountOptions): AttemptAccount {
  const { budgets, target, provider, model, learner, clock } = options
  const outputTokens = request.maxOutputTokens ?? usualOutputTokens
  const bounded = request.maxOutputTokens === undefined ? { ...request, maxOutputTokens: outputTokens } : request
  let inputTokens: number | undefined
  let possible: ReturnType<typeof possibilitiesOf> | undefined
  let share: BudgetShare | undefined
  let tally: AttemptTally | undefined
  let final: Usage | undefined

  return {
    request: bounded,
    open() {
      inputTokens ??= estimateInputTokens(request, { model, learner }).high
      tally = final = undefined
      possible ??= possibilitiesOf(request)
      const most = { inputTokens, outputTokens, possible }
      share = budgets.share({ target, provider, model, at: clock.now() }, most, context)
      return share
    },
    add(event) {
      if (share === undefined || event.type === 'notice') return
      if (event.type === 'start') tally = createAttemptTally(request, { model: event.model, learner })
      // A handler of one's own may leave out its start.
      tally ??= createAttemptTally(request, { model, learner })
      tally.add(event)
      // Then, and not later: what is estimated changes with what is learnt.
      if (event.type === 'finish') final = tally.usage()
    },
    settle(billed) {
      const question = () => (billed === 'question' ? inputOnly(request, { model, learner }) : undefined)
      const used = billed === 'nothing' ? undefined : (final ?? tally?.usage() ?? question())
      share?.settle(used, tally?.hasThoughts())
      return share && (used ?? noUsage)
    },
    used: () => final,
  }
}
