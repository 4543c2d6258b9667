import type { Cost } from '../chat/cost.ts'
import type { FinishReason, Usage } from '../chat/event.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { DynamicToolUIPart, ToolUIPart, UITools } from './ui-tool-part.ts'

/**
 * A message as user interfaces hold it; the same shape as in Vercel's AI SDK, version 7 and later.
 *
 * `DataParts` and `Tools` give the types of what `data-…` and `tool-…` parts hold, by their names.
 */
export interface UIMessage<
  Metadata = MessageMetadata,
  DataParts extends UIDataTypes = UIDataTypes,
  Tools extends UITools = UITools,
> {
  id: string
  role: 'system' | 'user' | 'assistant'
  metadata?: Metadata | undefined
  parts: UIMessagePart<DataParts, Tools>[]
}

/** What a message consists of. */
export type UIMessagePart<DataParts extends UIDataTypes = UIDataTypes, Tools extends UITools = UITools> =
  | TextUIPart
  | ReasoningUIPart
  | ToolUIPart<Tools>
  | DynamicToolUIPart
  | FileUIPart
  | ReasoningFileUIPart
  | SourceUrlUIPart
  | SourceDocumentUIPart
  | DataUIPart<DataParts>
  | CustomContentUIPart
  | SteeringMessageUIPart
  | StepStartUIPart

/** A part of a message whose tools and data parts are not known by type. */
export type UIPart = UIMessagePart

export interface TextUIPart {
  type: 'text'
  text: string
  /** Whether more is to come. */
  state?: 'streaming' | 'done' | undefined
  /** What the text relies on, where the provider says so. */
  citations?: Citation[] | undefined
  providerMetadata?: ProviderMetadata | undefined
}

/** A source of a stretch of text. */
export interface Citation {
  source: CitedUrl | CitedDocument
  /** Where the stretch begins in the text, and where it ends, exclusive. */
  startIndex?: number | undefined
  endIndex?: number | undefined
  /** The words of the source. */
  citedText?: string | undefined
}

export interface CitedUrl {
  type: 'source'
  sourceType: 'url'
  id: string
  url: string
  title?: string | undefined
  providerMetadata?: ProviderMetadata | undefined
}

export interface CitedDocument {
  type: 'source'
  sourceType: 'document'
  id: string
  mediaType: string
  title: string
  filename?: string | undefined
  providerMetadata?: ProviderMetadata | undefined
}

export interface ReasoningUIPart {
  type: 'reasoning'
  /** Under which the provider's stream had it. */
  id?: string | undefined
  text: string
  state?: 'streaming' | 'done' | undefined
  /** What the provider wants back with these thoughts, such as a signature. */
  providerMetadata?: ProviderMetadata | undefined
}

export interface FileUIPart {
  type: 'file'
  mediaType: string
  /** `https:` or `data:`. */
  url: string
  filename?: string | undefined
  /** Under which providers know the file, if it was given to them before, each by its name. */
  providerReference?: ProviderReference | undefined
  providerMetadata?: ProviderMetadata | undefined
}

/** A file's ids at providers, by their names. */
export type ProviderReference = Record<string, string> & { type?: never }

/** A file that belongs to the reasoning. */
export interface ReasoningFileUIPart {
  type: 'reasoning-file'
  mediaType: string
  url: string
  providerMetadata?: ProviderMetadata | undefined
}

export interface SourceUrlUIPart {
  type: 'source-url'
  sourceId: string
  url: string
  title?: string | undefined
  providerMetadata?: ProviderMetadata | undefined
}

export interface SourceDocumentUIPart {
  type: 'source-document'
  sourceId: string
  mediaType: string
  title: string
  filename?: string | undefined
  providerMetadata?: ProviderMetadata | undefined
}

/** What `data-…` parts hold, by the rest of their type. */
export type UIDataTypes = Record<string, unknown>

/** An application's own part: `data-weather`. */
export type DataUIPart<DataParts extends UIDataTypes = UIDataTypes> = {
  [Name in keyof DataParts & string]: { type: `data-${Name}`; id?: string | undefined; data: DataParts[Name] }
}[keyof DataParts & string]

/** Content of a kind that only one provider has. */
export interface CustomContentUIPart {
  type: 'custom'
  /** The provider's name and its own name for it. */
  kind: `${string}.${string}`
  providerMetadata?: ProviderMetadata | undefined
}

/** What the user said while the answer was being made, at the place where the model was told of it. */
export interface SteeringMessageUIPart {
  type: 'steering-message'
  id: string
  parts: (TextUIPart | FileUIPart)[]
}

/** Where a new turn of the model begins within the message. */
export interface StepStartUIPart {
  type: 'step-start'
}

/** The metadata of our messages. Applications may add their own fields beside `sluice`. */
export interface MessageMetadata {
  sluice?: SluiceMetadata | undefined
}

/** What Sluice says of an answer. */
export interface SluiceMetadata {
  /** The id under which the server's logs know the call. */
  requestId?: string | undefined
  /** The target that answered, by the name under which the server registered it. */
  model?: string | undefined
  provider?: string | undefined
  usage?: Usage | undefined
  /** What `usage` costs. Left out where no price is known. */
  cost?: Cost | undefined
  /**
   * What the calls before the last one took, where an answer took several: each time it goes on, after a tool's output or a
   * break, is a call of its own. Put together by whoever reads the stream.
   */
  earlier?: readonly Pick<SluiceMetadata, 'usage' | 'cost'>[] | undefined
  finishReason?: FinishReason | undefined
  attempts?: number | undefined
  /** Set where the provider wants what was said so far to be forgotten: later turns begin after this message. */
  clearHistory?: true | undefined
  /** From the request to its end, and to its first content, in milliseconds. */
  durationMs?: number | undefined
  firstContentMs?: number | undefined
  /** Set by the client on an answer that is not whole: stopped by the user, or broken off. */
  ending?: 'stopped' | 'interrupted' | undefined
}
