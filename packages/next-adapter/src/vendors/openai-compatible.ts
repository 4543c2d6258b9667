import { type OpenAIChatOptions, openaiChat, type Target } from '@sluice/core'
import { type SecretSource, toSecret } from '../secrets/secret.ts'
import { apiKey } from './api-key.ts'

export interface OpenAICompatibleOptions extends Omit<OpenAIChatOptions, 'authorize' | 'baseUrl'> {
  /** Where `/chat/completions` is, such as `http://localhost:11434/v1`. */
  baseUrl: string
  /** The key, sent as a bearer token. A server of one's own may need none. */
  apiKey?: SecretSource | undefined
}

/**
 * A model at any server that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, DeepSeek, DashScope …
 *
 * @throws TypeError for a `baseUrl` that is no http address, or that holds a credential.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): Target {
  const { apiKey: source, ...rest } = options
  const secret = source === undefined ? undefined : toSecret(source)
  const provider = options.provider ?? 'openai-compatible'
  return {
    provider,
    model: options.model,
    handler: openaiChat({
      ...rest,
      provider,
      maxTokensField: options.maxTokensField ?? 'max_tokens',
      baseUrl: checkedUrl(options.baseUrl),
      authorize: secret && apiKey(secret),
    }),
    check: async () => {
      const problem = await secret?.check()
      return problem === undefined ? [] : [problem]
    },
  }
}

function checkedUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Not quoted, here and below: it may hold a credential, and this goes to a log.
    throw new TypeError('openaiCompatible: baseUrl must be an http(s) address')
  }
  if (url.search !== '' || url.hash !== '') throw new TypeError('openaiCompatible: baseUrl must have no query')
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('openaiCompatible: baseUrl must not hold a credential; use apiKey')
  }
  return baseUrl
}
