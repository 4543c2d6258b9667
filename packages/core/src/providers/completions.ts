import type { Handler } from '../chat/handler.ts'
import type { JsonObject } from '../chat/request.ts'
import { createCompletionsReply } from './completions-reply.ts'
import { toCompletionsRequest } from './completions-request.ts'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'
import { type WireOptions, wireHandler } from './wire.ts'

export interface OpenAICompletionsOptions extends WireOptions {
  /** @default 'openai' */
  provider?: string | undefined
  /** Where `/completions` is. @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
  /** More fields for the body of every request, such as `{ best_of: 3 }`. */
  extraBody?: JsonObject | undefined
}

/** A provider that speaks OpenAI's older completions: one prompt in, text out, no conversation. */
export function openaiCompletions(options: OpenAICompletionsOptions): Handler {
  const { model, extraBody = {} } = options
  return wireHandler(
    {
      url: `${(options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')}/completions`,
      toBody: (request) => toCompletionsRequest(request, { model, extraBody }),
      createReply: createCompletionsReply,
      toError: createClassifier(openaiErrors),
    },
    { ...options, provider: options.provider ?? 'openai' },
  )
}
