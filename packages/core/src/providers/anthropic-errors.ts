import type { ErrorTable } from './failure.ts'

/** Anthropic's types. The same ones stand in an HTTP reply and in an `error` event of a stream. */
export const anthropicErrors: ErrorTable = {
  words: {
    'bad-request': 'invalid_request_error',
    auth: 'authentication_error',
    'quota-exceeded': 'billing_error',
    forbidden: 'permission_error',
    'not-found': 'not_found_error',
    'context-too-long': 'request_too_large',
    'rate-limited': 'rate_limit_error',
    server: 'api_error conflict_error',
    timeout: 'timeout_error',
    overloaded: 'overloaded_error',
  },
  phrases: {
    // All of these come as `invalid_request_error`.
    'context-too-long': ['prompt is too long', 'exceed context limit'],
    'quota-exceeded': ['credit balance is too low', 'specified API usage limits'],
    'content-filtered': ['blocked by content filtering policy'],
  },
}
