import { type ApiKeyLeaksOptions, apiKeyLeaks } from './api-key-leaks.ts'
import type { FilterRule } from './filter-rule.ts'
import { jsonWebTokens } from './json-web-tokens.ts'
import { privateKeys } from './private-keys.ts'
import { urlCredentials } from './url-credentials.ts'

/** The rules for all secrets that are known by their form: API keys, JSON Web Tokens, private keys, passwords in addresses. */
export function secrets(options: Omit<ApiKeyLeaksOptions, 'id'> = {}): readonly FilterRule[] {
  const { formats: _, ...rest } = options
  return [apiKeyLeaks(options), jsonWebTokens(rest), privateKeys(rest), urlCredentials(rest)]
}
