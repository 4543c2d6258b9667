import {
  type Handler,
  type OpenAIResponsesOptions,
  openaiChat,
  openaiCompletions,
  openaiResponses,
  type Target,
} from '@sluice/core'
import { apiKey } from '../auth/api-key.ts'
import type { VendorOptions } from './vendor-options.ts'
import { createVendorTarget } from './vendor-target.ts'

export interface OpenAIOptions
  extends VendorOptions<'us'>,
    Pick<OpenAIResponsesOptions, 'store' | 'keepsReasoning' | 'reasoningSummary'> {
  /** Which of OpenAI's interfaces to use. `completions` is for the old models that only continue a text. @default 'chat' */
  api?: 'chat' | 'responses' | 'completions' | undefined
}

const wires = { chat: openaiChat, responses: openaiResponses, completions: openaiCompletions } as const
const onlyResponses = ['store', 'keepsReasoning', 'reasoningSummary'] as const

/**
 * A model at OpenAI. The key is `OPENAI_API_KEY` of the environment unless `apiKey` says otherwise.
 *
 * @throws TypeError for an `api` that does not exist or does not know an option (`store`, `keepsReasoning` and
 * `reasoningSummary` are for `responses`), for an unknown region, or a host that may not have the key.
 */
export function openai(model: string, options: OpenAIOptions = {}): Target {
  const { api = 'chat', headers, extraBody, fetch, clock, store, keepsReasoning, reasoningSummary } = options
  if (!Object.hasOwn(wires, api)) throw new TypeError('openai: api must be chat, responses or completions')
  const foreign = api === 'responses' ? undefined : onlyResponses.find((option) => options[option] !== undefined)
  if (foreign !== undefined) throw new TypeError(`openai: ${foreign} is for api: 'responses'`)
  const own = { provider: 'openai', model, headers, extraBody, fetch, clock, store, keepsReasoning, reasoningSummary }
  const wire: (options: OpenAIResponsesOptions) => Handler = wires[api]
  return createVendorTarget(
    {
      provider: 'openai',
      regions: { us: 'https://api.openai.com/v1' },
      keyVariable: 'OPENAI_API_KEY',
      model,
      toAuthorize: apiKey,
      createHandler: (lane) => wire({ ...own, ...lane }),
    },
    options,
  )
}
