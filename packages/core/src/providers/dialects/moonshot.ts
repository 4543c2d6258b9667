import type { ChatDialect } from './chat-dialect.ts'
import { thinkingType } from './thinking.ts'

/** Moonshot's Kimi. Codes: https://platform.moonshot.cn/docs/api/errors */
export const moonshotDialect: ChatDialect = {
  thinking: thinkingType,
  returnsReasoning: true,
  errors: {
    words: {
      auth: 'invalid_authentication_error incorrect_api_key_error',
      forbidden: 'permission_denied_error',
      'not-found': 'resource_not_found_error',
      'rate-limited': 'rate_limit_reached_error',
      'quota-exceeded': 'exceeded_current_quota_error',
    },
    phrases: { 'context-too-long': ['exceeded model token limit'] },
  },
}
