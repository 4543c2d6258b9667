import { baiduIamWords } from '../baidu-v1-errors.ts'
import type { ChatDialect } from './chat-dialect.ts'
import { thinkingSwitch } from './thinking.ts'

/** Baidu Qianfan, version 2. Codes: https://cloud.baidu.com/doc/qianfan-api/s/Om9b4yj3w */
export const qianfanDialect: ChatDialect = {
  maxTokensField: 'max_completion_tokens',
  thinking: thinkingSwitch,
  errors: {
    words: {
      'bad-request':
        'malformed_json invalid_model invalid_messages invalid_argument invalid_plugin_argument method_not_supported',
      'context-too-long': 'characters_too_long tokens_too_long',
      'content-filtered': 'unsafe_request image_url_unsafe system_unsafe user_setting_unsafe functions_unsafe',
      auth: `invalid_iam_token invalid_appid coding_plan_api_key_not_allowed ${baiduIamWords.auth}`,
      // The credential is good, it just may not do this, although the status is 401.
      forbidden: `401:invalid_model no_parameter_permission Offline_batch_reasoning_refused ${baiduIamWords.forbidden}`,
      'rate-limited':
        'rpm_rate_limit_exceeded tpm_rate_limit_exceeded input_tpm_rate_limit_exceeded output_tpm_rate_limit_exceeded preemptible_rate_limit_exceeded user_rate_limit_exceeded',
      overloaded: 'cluster_rate_limit_exceeded cluster_rpm_rate_limit_exceeded cluster_tpm_rate_limit_exceeded',
      server: 'internal_error dispatch_internal_error',
    },
  },
}
