import type { ChatRequest, JsonObject } from '../chat/request.ts'
import type { AnthropicTurn } from './anthropic-turns.ts'
import { inexpressible } from './messages.ts'

type Effort = NonNullable<ChatRequest['reasoningEffort']>

/** What a request says of thinking; `effort` belongs into its `output_config`. */
export interface AnthropicThinking {
  thinking?: JsonObject
  effort?: 'low' | 'medium' | 'high'
}

// Up to 4.5. Dated names of Claude 4 have no minor version: claude-opus-4-20250514.
const budgeted = /claude-(?:instant|v?[1-3](?!\d)|(?:opus|sonnet|haiku)-4(?:$|[-.][0-5](?!\d)|[-@]\d{8}))/i

// They refuse to be told of thinking at all.
const thoughtless = /claude-(?:instant|v?[12](?!\d)|3[-.]5-|3-(?:opus|haiku|sonnet))/i

// From Opus 4.7 on they choose their words by themselves.
const unsampled = /claude-opus-(?:4[-.][7-9]|[5-9])(?!\d)/i

const leastBudget = 1_024
const shares = { minimal: 0, low: 0.2, medium: 0.5, high: 0.8 } as const

/**
 * How a model is told how much to think. Claude 4.6 and later, and any model we do not know, decides for itself and is
 * told the effort; `minimal` is `low` there. Claude up to 4.5 gets a budget: 20, 50 or 80 % of the longest answer for
 * `low`, `medium` and `high`, never less than 1,024 tokens, which is also what `minimal` means.
 *
 * @throws ChatError `bad-request` naming `maxOutputTokens` if that leaves no room for an answer, and `reasoningEffort` for
 * a model that does not think.
 */
export function toAnthropicThinking(effort: Effort | undefined, model: string, maxTokens: number): AnthropicThinking {
  if (effort === undefined) return {}
  if (thoughtless.test(model)) {
    if (effort === 'none') return {}
    throw inexpressible('reasoningEffort', 'this model does not think.')
  }
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

/**
 * Whether the tool calls that are being answered began without thoughts, because another provider's model or one that
 * did not think made them. A model with a budget refuses to think in the middle of such a turn.
 */
export function isThoughtlessLoop(turns: readonly AnthropicTurn[]): boolean {
  const asked = turns.findLastIndex(({ role, content }) => role === 'user' && content[0]?.type !== 'tool_result')
  const [said] = turns.slice(asked + 1)
  if (said === undefined || !said.content.some(({ type }) => type === 'tool_use')) return false
  return !/thinking$/.test(said.content[0]?.type ?? '')
}

/**
 * What a model that thinks cannot be told besides, and one from Opus 4.7 on never.
 *
 * @throws ChatError `bad-request` naming `temperature`, `topP` or `toolChoice`.
 */
export function refuseBesideThinking(request: ChatRequest, model: string, thinking: JsonObject | undefined): void {
  const isThinking = thinking !== undefined && thinking.type !== 'disabled'
  const isUnsampled = unsampled.test(model)
  if (!isThinking && !isUnsampled) return
  const { temperature = 1, topP = 1, toolChoice = 'auto' } = request
  const reason = isUnsampled ? 'this model chooses its words by itself.' : 'this model takes none while it thinks.'
  if (temperature !== 1) throw inexpressible('temperature', reason)
  if (topP < (isUnsampled ? 1 : 0.95)) throw inexpressible('topP', reason)
  if (isThinking && toolChoice !== 'auto' && toolChoice !== 'none') {
    throw inexpressible('toolChoice', 'this model cannot be made to call a tool while it thinks.')
  }
}
