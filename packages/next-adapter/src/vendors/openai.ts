import type { Target } from '@sluice/core'
import { fromEnv } from '../secrets/from-env.ts'
import { type OpenAICompatibleOptions, openaiCompatible } from './openai-compatible.ts'

export interface OpenAIOptions
  extends Omit<OpenAICompatibleOptions, 'model' | 'baseUrl' | 'provider' | 'maxTokensField'> {
  /** @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
}

/** A model at OpenAI. The key is `OPENAI_API_KEY` of the environment unless `apiKey` says otherwise. */
export function openai(model: string, options: OpenAIOptions = {}): Target {
  return openaiCompatible({
    ...options,
    model,
    provider: 'openai',
    baseUrl: options.baseUrl ?? 'https://api.openai.com/v1',
    apiKey: options.apiKey ?? (isMeantForOthers(options) ? '' : fromEnv('OPENAI_API_KEY')),
    // Reasoning models refuse the older `max_tokens`.
    maxTokensField: 'max_completion_tokens',
  })
}

/** A key that was to be given and is not, for a server that is not OpenAI's: ours must not go there in its place. */
function isMeantForOthers(options: OpenAIOptions): boolean {
  return options.baseUrl !== undefined && Object.hasOwn(options, 'apiKey')
}
