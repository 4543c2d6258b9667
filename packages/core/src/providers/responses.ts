import type { Handler } from '../chat/handler.ts'
import type { JsonObject } from '../chat/request.ts'
import { createClassifier, type ErrorTable } from './failure.ts'
import { openaiErrors } from './openai-errors.ts'
import { createResponsesReply } from './responses-reply.ts'
import { toResponsesRequest } from './responses-request.ts'
import { type WireOptions, wireHandler } from './wire.ts'

export interface OpenAIResponsesOptions extends WireOptions {
  /** @default 'openai' */
  provider?: string | undefined
  /** Where `/responses` is. @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
  /** Whether OpenAI keeps what was asked and answered. @default false */
  store?: boolean | undefined
  /**
   * Whether the model's thoughts come with what it needs to get them back in later calls. Models that do not think
   * refuse to be asked for that.
   *
   * @default by the model's name: o1 and its successors, gpt-5 and its successors, codex
   */
  keepsReasoning?: boolean | undefined
  /**
   * How much of its thoughts the model tells. OpenAI tells them to verified organisations only.
   *
   * @default 'auto' for a request that says how much to think, and 'none' for others
   */
  reasoningSummary?: 'auto' | 'concise' | 'detailed' | 'none' | undefined
  /** More fields for the body of every request, such as `{ service_tier: 'flex' }`. */
  extraBody?: JsonObject | undefined
}

/**
 * A provider that speaks OpenAI's Responses: OpenAI itself, LM Studio and others.
 *
 * Earlier thoughts go back to the model only if they carry what OpenAI sent with them; others it would not take.
 */
export function openaiResponses(options: OpenAIResponsesOptions): Handler {
  const { model, store = false, reasoningSummary, extraBody = {} } = options
  const keepsReasoning = options.keepsReasoning ?? isReasoningModel(model)
  return wireHandler(
    {
      url: `${(options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')}/responses`,
      toBody: (request) => toResponsesRequest(request, { model, store, keepsReasoning, reasoningSummary, extraBody }),
      createReply: createResponsesReply,
      toError: createClassifier(responsesErrors, openaiErrors),
    },
    { ...options, provider: options.provider ?? 'openai' },
  )
}

/** A gateway may put a vendor before the name, and a fine-tuned model has `ft:` there. */
function isReasoningModel(model: string): boolean {
  return /(?:^|[/:])(?:o\d|codex|gpt-(?:[5-9]|[12]\d)(?!\d|-chat))/.test(model)
}

/** What is found out about a prompt only when the reply has begun, and its status with it. */
const responsesErrors: ErrorTable = {
  words: {
    'bad-request':
      'invalid_prompt invalid_image invalid_image_format invalid_base64_image invalid_image_url invalid_image_mode image_too_large ' +
      'image_too_small image_parse_error image_file_too_large unsupported_image_media_type empty_image_file ' +
      'failed_to_download_image image_file_not_found',
    'content-filtered': 'image_content_policy_violation',
  },
  phrases: {
    'content-filtered': ['violating our usage policy'],
  },
}
