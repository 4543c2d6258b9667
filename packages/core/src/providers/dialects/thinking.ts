import type { ChatRequest, JsonObject } from '../../chat/request.ts'

type Effort = NonNullable<ChatRequest['reasoningEffort']>

/** For models that can only be told whether to think. */
export function thinkingSwitch(effort: Effort): JsonObject {
  return { enable_thinking: effort !== 'none' }
}

/** The same, as DeepSeek, Moonshot and Zhipu write it. */
export function thinkingType(effort: Effort): JsonObject {
  return { thinking: { type: effort === 'none' ? 'disabled' : 'enabled' } }
}
