import { type ChatDialect, openaiChat, type Target } from '@sluice/core'
import { apiKey } from '../auth/api-key.ts'
import type { VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

export interface OpenAICompatibleOptions extends Omit<VendorOptions<never>, 'region' | 'allowedHosts'> {
  /** The model as the server names it. */
  model: string
  /** The provider's name in events, records and errors. @default 'openai-compatible' */
  provider?: string | undefined
  /** Where `/chat/completions` is, such as `http://localhost:11434/v1`. Required without `endpoints`. */
  baseUrl?: string | undefined
  /** The key, sent as a bearer token. A server of one's own may need none. @default none */
  apiKey?: VendorOptions['apiKey']
  /** How the server differs from OpenAI. @default only by the older `max_tokens` */
  dialect?: ChatDialect | undefined
}

/**
 * A model at any server that speaks OpenAI's chat completions: vLLM, LM Studio, a gateway of one's own …
 *
 * @throws TypeError without `baseUrl` and `endpoints`, and for an address that is no http(s) address or holds a credential.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): Target {
  const { model, dialect = {}, headers, extraBody, fetch, clock } = options
  const provider = options.provider ?? 'openai-compatible'
  return createVendorTarget(
    {
      provider,
      regions: {},
      model,
      toAuthorize: apiKey,
      createHandler: (lane) => openaiChat({ ...lane, model, provider, dialect, headers, extraBody, fetch, clock }),
    },
    options,
  )
}
