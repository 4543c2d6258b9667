import type { Handler } from '../chat/handler.ts'
import type { JsonObject } from '../chat/request.ts'
import type { ChatDialect } from './dialects/chat-dialect.ts'
import { createClassifier } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'
import { createOpenAIReply } from './openai-reply.ts'
import { toOpenAIRequest } from './openai-request.ts'
import { type WireOptions, wireHandler } from './wire.ts'

export interface OpenAIChatOptions extends WireOptions {
  /** @default 'openai' */
  provider?: string | undefined
  /** Where `/chat/completions` is. @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
  /** More fields for the body of every request, such as `{ top_k: 20 }`. */
  extraBody?: JsonObject | undefined
  /** How the server differs from OpenAI. @default not at all */
  dialect?: ChatDialect | undefined
}

/** A provider that speaks OpenAI's chat completions: OpenAI itself and the many compatible servers. */
export function openaiChat(options: OpenAIChatOptions): Handler {
  const { model, dialect = openaiDialect, extraBody = {} } = options
  const tables = dialect.errors === undefined ? [openaiErrors] : [dialect.errors, openaiErrors]
  return wireHandler(
    {
      url: `${(options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')}/chat/completions`,
      toBody: (request) => toOpenAIRequest(request, { model, dialect, extraBody }),
      createReply: createOpenAIReply,
      toError: createClassifier(...tables),
    },
    { ...options, provider: options.provider ?? 'openai' },
  )
}

// Its reasoning models refuse the older `max_tokens`.
const openaiDialect: ChatDialect = { maxTokensField: 'max_completion_tokens', promptCache: () => 'key' }
