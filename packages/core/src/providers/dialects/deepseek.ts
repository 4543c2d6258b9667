import type { ChatDialect } from './chat-dialect.ts'
import { thinkingType } from './thinking.ts'

/** DeepSeek. Thinking: https://api-docs.deepseek.com/guides/thinking_mode */
export const deepseekDialect: ChatDialect = {
  thinking: (effort) => ({
    ...thinkingType(effort),
    ...(effort === 'none' ? {} : { reasoning_effort: effort === 'minimal' ? 'low' : effort }),
  }),
  returnsReasoning: true,
}
