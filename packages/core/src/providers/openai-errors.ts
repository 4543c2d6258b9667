import type { ErrorTable } from './failure.ts'

/**
 * OpenAI's own codes and types. Compatible servers use them too, so they stand behind every dialect's own. Those under
 * 200 are told in a stream, where no status says what they mean.
 */
export const openaiErrors: ErrorTable = {
  words: {
    'bad-request': '200:invalid_request_error 200:invalid_value 200:unsupported_parameter 200:unsupported_value',
    'context-too-long': 'context_length_exceeded',
    'content-filtered': 'content_filter content_policy_violation data_inspection_failed',
    'quota-exceeded': 'insufficient_quota billing_hard_limit_reached credit_balance_exhausted',
    'rate-limited': 'rate_limit_exceeded',
    overloaded: 'server_is_overloaded overloaded_error engine_overloaded_error slow_down',
    forbidden: '200:permission_error',
    'not-found': 'model_not_found 200:not_found_error',
    auth: 'invalid_api_key 200:authentication_error',
  },
  phrases: {
    // vLLM tells a conversation that is too long from any other bad request by its wording alone.
    'context-too-long': ['maximum context length', 'context window', 'context length exceeded'],
  },
}
