import type { ChatRequest, JsonObject } from '../chat/request.ts'
import { inexpressible } from './messages.ts'

type Effort = NonNullable<ChatRequest['reasoningEffort']>

/** What a request says of thinking; `effort` belongs into its `output_config`. */
export interface AnthropicThinking {
  thinking?: JsonObject
  effort?: 'low' | 'medium' | 'high'
}

// Up to 4.5. Dated names of Claude 4 have no minor version: claude-opus-4-20250514.
const budgeted = /claude-(?:instant|v?[1-3](?!\d)|(?:opus|sonnet|haiku)-4(?:$|[-.][0-5](?!\d)|[-@]\d{8}))/i

const leastBudget = 1_024
const shares = { minimal: 0, low: 0.2, medium: 0.5, high: 0.8 } as const

/**
 * How a model is told how much to think. Claude 4.6 and later, and any model we do not know, decides for itself and is
 * told the effort; `minimal` is `low` there. Claude up to 4.5 gets a budget: 20, 50 or 80 % of the longest answer for
 * `low`, `medium` and `high`, never less than 1,024 tokens, which is also what `minimal` means.
 *
 * @throws ChatError `bad-request` naming `maxOutputTokens` if that leaves no room for an answer.
 */
export function toAnthropicThinking(effort: Effort | undefined, model: string, maxTokens: number): AnthropicThinking {
  if (effort === undefined) return {}
  if (effort === 'none') return { thinking: { type: 'disabled' } }
  if (!budgeted.test(model)) {
    // From Opus 4.7 on the thoughts themselves come only if asked for, and without them there is nothing to show.
    const thinking = { type: 'adaptive', display: 'summarized' }
    return { thinking, effort: effort === 'minimal' ? 'low' : effort }
  }
  const budget = Math.max(leastBudget, Math.floor(maxTokens * shares[effort]))
  if (budget >= maxTokens) {
    throw inexpressible(
      'maxOutputTokens',
      `this model thinks in ${leastBudget} tokens or more, and needs some to answer.`,
    )
  }
  return { thinking: { type: 'enabled', budget_tokens: budget } }
}
