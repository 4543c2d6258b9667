import type { ChatDialect } from './chat-dialect.ts'
import { thinkingType } from './thinking.ts'

/** DeepSeek. Thinking: https://api-docs.deepseek.com/guides/thinking_mode */
export const deepseekDialect: ChatDialect = {
  thinking: (effort) => ({
    ...thinkingType(effort),
    ...(effort === 'none' ? {} : { reasoning_effort: effort === 'minimal' ? 'low' : effort }),
  }),
  returnsReasoning: true,
  refuses: ({ responseFormat }) =>
    responseFormat?.type === 'json-schema'
      ? { field: 'responseFormat', reason: 'this model writes JSON, but not of a given schema.' }
      : undefined,
}
