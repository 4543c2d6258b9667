import type { BudgetShare } from '../budget/budget-share.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { Clock } from '../chat/clock.ts'
import type { ChatEvent } from '../chat/event.ts'
import type { CallContext } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { possibilitiesOf, usualOutputTokens } from '../money/worst-case.ts'
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
  /** The provider answered, or began to; or it is not known to have done anything. */
  settle(ending: 'answered' | 'left' | 'nothing'): void
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

  return {
    request: bounded,
    open() {
      inputTokens ??= estimateInputTokens(request, { model, learner }).high
      tally = undefined
      possible ??= possibilitiesOf(request)
      const most = { inputTokens, outputTokens, possible }
      share = budgets.share({ target, provider, model, at: clock.now() }, most, context)
      return share
    },
    add(event) {
      if (share === undefined) return
      if (event.type === 'start') tally = createAttemptTally(request, { model, learner })
      tally?.add(event)
    },
    settle(ending) {
      if (ending === 'nothing') share?.settle(undefined)
      // Whoever leaves before anything came has had the provider read all of the question.
      else share?.settle(tally?.usage() ?? (ending === 'left' ? inputOnly(request, { model, learner }) : undefined))
    },
  }
}
