import type { ChatRequest, JsonObject } from '../../chat/request.ts'
import type { ErrorTable } from '../failure.ts'

/** How a server that speaks OpenAI's chat completions differs from OpenAI. */
export interface ChatDialect {
  /** What the limit of the answer's length is called. @default 'max_tokens' */
  readonly maxTokensField?: 'max_completion_tokens' | 'max_tokens' | undefined
  /** The fields that say how much to think. @default `reasoning_effort` */
  readonly thinking?: ((effort: NonNullable<ChatRequest['reasoningEffort']>) => JsonObject) | undefined
  /** Sends the thoughts of a turn that called tools back with it; some models refuse the conversation without. @default false */
  readonly returnsReasoning?: boolean | undefined
  /** Says which field of a request it cannot carry out, and why. @default none */
  readonly refuses?:
    | ((request: ChatRequest, extraBody: JsonObject) => { readonly field: string; readonly reason: string } | undefined)
    | undefined
  /** How it is told to keep the beginning of a prompt: by `prompt_cache_key`, or by marks where it ends. @default not at all */
  readonly promptCache?: ((model: string) => 'key' | 'marks' | undefined) | undefined
  /** What its failures mean, where its words are not OpenAI's. */
  readonly errors?: ErrorTable | undefined
}
