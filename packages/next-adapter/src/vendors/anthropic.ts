import { anthropicMessages, type Target } from '@sluice/core'
import { apiKey } from '../auth/api-key.ts'
import type { VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

export interface AnthropicVendorOptions extends VendorOptions<'us'> {
  /** Features to be switched on, as the `anthropic-beta` header names them. @default none */
  beta?: readonly string[] | undefined
  /** The longest answer where a request does not say: this API must always be told. @default 4096 */
  maxOutputTokens?: number | undefined
}

/**
 * A Claude model at Anthropic. The key is `ANTHROPIC_API_KEY` of the environment unless `apiKey` says otherwise.
 *
 * @throws RangeError for a `maxOutputTokens` that is no positive whole number.
 * @throws TypeError for an unknown region, or a host that may not have the key.
 */
export function anthropic(model: string, options: AnthropicVendorOptions = {}): Target {
  const { beta, maxOutputTokens, headers, extraBody, fetch, clock } = options
  return createVendorTarget(
    {
      provider: 'anthropic',
      regions: { us: 'https://api.anthropic.com/v1' },
      keyVariable: 'ANTHROPIC_API_KEY',
      model,
      toAuthorize: (source) => apiKey(source, { header: 'x-api-key' }),
      createHandler: (lane) =>
        anthropicMessages({ ...lane, model, beta, maxOutputTokens, headers, extraBody, fetch, clock }),
    },
    options,
  )
}
