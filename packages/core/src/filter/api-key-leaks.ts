import type { DetectorRuleOptions } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { keyDetector } from './key-detector.ts'
import { alphanumeric, type KeyFormat, knownFormats, ownFormat } from './key-formats.ts'
import { isPlaceholder } from './placeholder-value.ts'
import { secretRule } from './secret-rule.ts'

export interface ApiKeyLeaksOptions extends DetectorRuleOptions {
  /** Formats to find beside those that are known. @default none */
  readonly formats?: readonly KeyFormat[] | undefined
}

/**
 * Finds the API keys of some forty services by their form: OpenAI, Anthropic, DeepSeek, DashScope, Qianfan, Zhipu, Aliyun,
 * Tencent Cloud, Volcengine, AWS, Google, GitHub, GitLab, Slack, Stripe and others. Placeholders are no keys.
 */
export function apiKeyLeaks(options: ApiKeyLeaksOptions = {}): FilterRule {
  const detector = keyDetector({
    formats: [...knownFormats(), ...(options.formats ?? []).map(ownFormat)],
    letters: `${alphanumeric}_`,
    spanOf(run, start, end, { prefix, alphabet }) {
      // The end of a key is random, whatever its beginning says.
      const value = run.slice(Math.max(start + prefix.length, end - 40), end)
      return isPlaceholder(value, alphabet) ? undefined : { start, end }
    },
  })
  return secretRule('api-key', detector, options)
}
