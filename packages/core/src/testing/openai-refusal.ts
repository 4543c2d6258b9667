import type { Refusal } from './simulated-wire.ts'

/** Whose manners a chat completion has; `other` keeps to what all have in common. */
export type SimulatedVendor = 'openai' | 'qianfan' | 'dashscope' | 'deepseek' | 'other'

/** A refusal in the shape that OpenAI gave to others, with the vendor's own codes. */
export function refuseAsOpenAI(
  { status, error }: Refusal,
  { vendor, id }: { vendor: SimulatedVendor; id: string },
): { status: number; body: unknown } {
  const message = 'Simulated failure.'
  switch (vendor) {
    case 'qianfan':
      return {
        status,
        body: { error: { code: 'internal_error', message, type: 'server_error', ...qianfan[status], ...error }, id },
      }
    case 'dashscope':
      return { status, body: { error: { ...plain, message, ...dashscope[status], ...error }, request_id: id } }
    case 'deepseek':
      return { status, body: { error: { ...plain, message, ...deepseek[status], ...error } } }
    case 'openai':
    case 'other':
      return { status, body: { error: { message, ...plain, ...openai[status], ...error } } }
    default:
      return vendor satisfies never
  }
}

const plain = { type: 'server_error', param: null, code: null }
type Words = Readonly<Record<number, Readonly<Record<string, string>>>>

const openai: Words = {
  400: { type: 'invalid_request_error' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'requests', code: 'rate_limit_exceeded' },
  503: { code: 'server_is_overloaded' },
  529: { type: 'overloaded_error' },
}

const qianfan: Words = {
  400: { type: 'invalid_request_error', code: 'invalid_argument' },
  401: { type: 'invalid_request_error', code: 'invalid_iam_token' },
  404: { type: 'invalid_request_error', code: 'invalid_model' },
  429: { type: 'rate_limit_exceeded', code: 'rpm_rate_limit_exceeded' },
  503: { code: 'dispatch_internal_error' },
}

const dashscope: Words = {
  400: { type: 'invalid_request_error', code: 'invalid_parameter_error' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'limit_requests', code: 'limit_requests' },
  500: { type: 'internal_error', code: 'internal_error' },
  503: { code: 'ModelUnavailable' },
}

const deepseek: Words = {
  400: { type: 'invalid_request_error', code: 'invalid_request_error' },
  401: { type: 'authentication_error', code: 'invalid_request_error' },
  402: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' },
  404: { type: 'invalid_request_error', code: 'invalid_request_error' },
  429: { type: 'rate_limit_error', code: 'rate_limit_error' },
  503: { type: 'service_unavailable_error', code: 'service_unavailable_error' },
}
