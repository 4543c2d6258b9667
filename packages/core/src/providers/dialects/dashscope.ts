import type { ChatDialect } from './chat-dialect.ts'
import { thinkingSwitch } from './thinking.ts'

/**
 * Alibaba's DashScope in compatible mode. Native and compatible spellings of a code are one word here. Codes:
 * https://docs.qwencloud.com/api-reference/preparation/error-messages Marks:
 * https://www.alibabacloud.com/help/en/model-studio/context-cache
 */
export const dashscopeDialect: ChatDialect = {
  thinking: thinkingSwitch,
  // The models of others that it hosts keep what they can by themselves.
  promptCache: (model) => (/^qwen/i.test(model) ? 'marks' : undefined),
  refuses({ stream = true, reasoningEffort = 'none' }, { enable_thinking: isThinking = reasoningEffort !== 'none' }) {
    return stream || isThinking !== true
      ? undefined
      : { field: 'stream', reason: 'this model thinks in a stream only.' }
  },
  errors: {
    words: {
      // Two of them begin like server errors; both are the caller's.
      'bad-request':
        'InvalidParameter invalid_parameter_error InternalError.Algo.InvalidParameter ServiceUnavailableError',
      'content-filtered': 'DataInspectionFailed IPInfringementSuspect CustomRoleBlocked FaqRuleBlocked',
      'quota-exceeded':
        'Arrearage AllocationQuota.FreeTierOnly CommodityNotPurchased PrepaidBillOverdue PostpaidBillOverdue',
      auth: 'InvalidApiKey',
      forbidden: 'AccessDenied AccessDenied.Unpurchased Model.AccessDenied Workspace.AccessDenied',
      'not-found': 'ModelNotFound model_not_supported WorkSpaceNotFound',
      // Unlike OpenAI's, its `insufficient_quota` is a limit of tokens per minute.
      'rate-limited':
        'Throttling Throttling.RateQuota LimitRequests Throttling.BurstRate limit_burst_rate Throttling.AllocationQuota insufficient_quota',
      server: 'InternalError InternalError.Algo InternalError.Timeout SystemError ModelServiceFailed',
      timeout: 'RequestTimeOut',
      overloaded: 'ModelServingError ModelUnavailable',
    },
    phrases: {
      'context-too-long': ['Range of input length should be'],
      'rate-limited': ['Allocated quota exceeded'],
      'quota-exceeded': ['Free allocated quota exceeded'],
    },
  },
}
