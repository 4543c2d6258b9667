/** A value that JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. A field that is `undefined` is not in the JSON. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/** What the model is asked: a parsed, provider-neutral request. */
export interface ChatRequest {
  /** The conversation so far, oldest first. */
  messages: readonly ChatMessage[]
  /** Instructions that stand before the conversation. */
  system?: string | undefined
  /** The name of the target to ask, as registered with the pipeline. */
  target?: string | undefined
  /** Whether the answer comes in pieces. @default true */
  stream?: boolean | undefined
  /** The longest answer, in tokens, reasoning included. */
  maxOutputTokens?: number | undefined
  /** Randomness of the choice of words; 0 is the least. */
  temperature?: number | undefined
  /** Chooses among the words that make up this share of probability. */
  topP?: number | undefined
  /** Texts at which the answer ends. */
  stop?: readonly string[] | undefined
  /** Makes answers repeatable where the provider can. */
  seed?: number | undefined
  /** How much thinking a reasoning model does. */
  reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | undefined
  /** Functions that the model may ask to be called. */
  tools?: readonly ToolDefinition[] | undefined
  /** Whether tools may, must or must not be called; or the one that must be. @default 'auto' */
  toolChoice?: 'auto' | 'required' | 'none' | { readonly name: string } | undefined
  /** The form of the answer. @default text */
  responseFormat?: ResponseFormat | undefined
  /** Lets the provider keep the beginning of the prompt, where it has to be told to. Others keep it by themselves. */
  promptCache?: PromptCache | undefined
}

/** How the beginning of a prompt is kept, so that the next call that begins alike pays less for it. */
export interface PromptCache {
  /** What calls that begin alike have in common, such as a conversation's id. Brings them to the same machine. */
  key?: string | undefined
  /** How long it is kept after its last use, where the provider gives a choice. @default '5m' */
  ttl?: '5m' | '1h' | undefined
}

/** A function that the model may ask to be called. */
export interface ToolDefinition {
  name: string
  description?: string | undefined
  /** JSON Schema of the arguments. */
  parameters: JsonObject
}

/** Plain text, any JSON, or JSON of a given schema. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | { readonly type: 'json-schema'; readonly name: string; readonly schema: JsonObject }

/** One message of a conversation. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage

/** Instructions in the course of a conversation. */
export interface SystemMessage {
  role: 'system'
  content: string
}

/** What the user said. */
export interface UserMessage {
  role: 'user'
  content: string | readonly (TextPart | FilePart)[]
}

/** What the model said. */
export interface AssistantMessage {
  role: 'assistant'
  content: string | readonly (TextPart | ReasoningPart | ToolCallPart)[]
}

/** What a tool answered. */
export interface ToolMessage {
  role: 'tool'
  /** The id of the call that this answers. */
  toolCallId: string
  toolName: string
  content: string
  /** Whether the tool failed and `content` says why. */
  isError?: boolean | undefined
}

export interface TextPart {
  type: 'text'
  text: string
}

/** A picture or another file, by address: `https:` or `data:`. */
export interface FilePart {
  type: 'file'
  mediaType: string
  url: string
  filename?: string | undefined
}

/** What a model thought; some providers want it back. */
export interface ReasoningPart {
  type: 'reasoning'
  text: string
  /** What the provider put with it and wants back unchanged, under its name. Other providers do not see it. */
  providerMetadata?: Readonly<Record<string, JsonObject>> | undefined
}

/** A model's wish that a tool be called. */
export interface ToolCallPart {
  type: 'tool-call'
  id: string
  name: string
  /** JSON, as the model wrote it. */
  arguments: string
}
