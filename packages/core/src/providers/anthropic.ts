import type { Handler } from '../chat/handler.ts'
import type { JsonObject } from '../chat/request.ts'
import { anthropicErrors } from './anthropic-errors.ts'
import { createAnthropicReply } from './anthropic-reply.ts'
import { toAnthropicRequest } from './anthropic-request.ts'
import { createClassifier } from './failure.ts'
import { type WireOptions, wireHandler } from './wire.ts'

export interface AnthropicOptions extends WireOptions {
  /** @default 'anthropic' */
  provider?: string | undefined
  /** Where `/messages` is. @default 'https://api.anthropic.com/v1' */
  baseUrl?: string | undefined
  /** Names of beta features, for the `anthropic-beta` header. @default none */
  beta?: readonly string[] | undefined
  /** The longest answer where a request does not say: this API must always be told. @default 4096 */
  maxOutputTokens?: number | undefined
  /** More fields for the body of every request. They replace ours of the same name. */
  extraBody?: JsonObject | undefined
}

/**
 * A provider that speaks Anthropic's messages.
 *
 * @throws RangeError for a `maxOutputTokens` that is no positive whole number.
 */
export function anthropicMessages(options: AnthropicOptions): Handler {
  const { model, baseUrl, beta, maxOutputTokens, extraBody } = resolve(options)
  return wireHandler(
    {
      url: `${baseUrl.replace(/\/+$/, '')}/messages`,
      headers: {
        'anthropic-version': '2023-06-01',
        ...(beta.length === 0 ? {} : { 'anthropic-beta': beta.join(',') }),
      },
      toBody: (request) => toAnthropicRequest(request, { model, maxOutputTokens, extraBody }),
      createReply: createAnthropicReply,
      toError: createClassifier(anthropicErrors),
    },
    { ...options, provider: options.provider ?? 'anthropic' },
  )
}

function resolve(options: AnthropicOptions) {
  const maxOutputTokens = options.maxOutputTokens ?? 4_096
  if (!Number.isInteger(maxOutputTokens) || maxOutputTokens < 1) {
    throw new RangeError(`anthropicMessages: maxOutputTokens must be a positive integer, got ${maxOutputTokens}`)
  }
  return {
    model: options.model,
    baseUrl: options.baseUrl ?? 'https://api.anthropic.com/v1',
    beta: options.beta ?? [],
    maxOutputTokens,
    extraBody: options.extraBody ?? {},
  }
}
