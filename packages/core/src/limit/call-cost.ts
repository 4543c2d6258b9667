import type { Usage } from '../chat/event.ts'
import { type Amounts, dimensions } from './rates.ts'

/** What a call needs. Tokens of both kinds are counted as `tokens` where that is not given. */
export interface CallCost {
  /** @default 1 */
  requests?: number | undefined
  tokens?: number | undefined
  inputTokens?: number | undefined
  outputTokens?: number | undefined
}

const oneRequest: Amounts = [1, 0, 0, 0]

/** @throws RangeError for an amount that is negative, endless or no number. */
export function costOf(cost: CallCost | undefined): Amounts {
  if (cost === undefined) return oneRequest
  const { requests = 1, inputTokens = 0, outputTokens = 0, tokens = inputTokens + outputTokens } = cost
  const amounts = [requests, tokens, inputTokens, outputTokens]
  const wrong = amounts.findIndex((amount) => !(amount >= 0 && amount <= Number.MAX_SAFE_INTEGER))
  if (wrong < 0) return amounts
  throw new RangeError(`limiter: cost.${dimensions[wrong]} must be a number of at least 0, got ${amounts[wrong]}`)
}

/** How a call ended. */
export interface TicketOutcome {
  /** What it used, as far as the provider said. Without it, it counts as if it had used what it reserved. */
  usage?: Usage | undefined
  /** It never left for the provider. */
  isUnsent?: boolean | undefined
  /** The provider refused it before doing any work. */
  isRefused?: boolean | undefined
  /** Until the first token. @default the whole call */
  latencyMs?: number | undefined
  /** What it says of the load; nothing if left out, as after an abort. */
  congestion?: 'none' | 'weak' | 'strong' | undefined
}

/** How the provider counts. */
export interface Accounting {
  readonly refund: { readonly requests: boolean; readonly tokens: boolean }
  readonly countsCachedInput: boolean
}

/** What to take more (or, below zero, give back) once a call has ended. `undefined` if its cost was right. */
export function correction(
  cost: Amounts,
  { usage, isUnsent, isRefused }: TicketOutcome,
  { refund, countsCachedInput }: Accounting,
): Amounts | undefined {
  if (isUnsent) return cost.map((amount) => -amount)
  // Whoever was told of usage knows better than by the kind of failure whether there was any.
  if (isRefused && usage === undefined) {
    return cost.map((amount, index) => ((index === 0 ? refund.requests : refund.tokens) ? -amount : 0))
  }
  if (usage === undefined) return undefined
  const { outputTokens, cachedInputTokens = 0 } = usage
  const inputTokens = Math.max(0, usage.inputTokens - (countsCachedInput ? 0 : cachedInputTokens))
  return [undefined, inputTokens + outputTokens, inputTokens, outputTokens].map((used, index) => {
    // Nonsense from a provider leaves the estimate.
    const delta = used === undefined || !Number.isFinite(used) ? 0 : used - (cost[index] ?? 0)
    return delta < 0 && !refund.tokens ? 0 : delta
  })
}
