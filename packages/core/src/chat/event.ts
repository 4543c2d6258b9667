import type { Cost } from './cost.ts'
import type { RateHint, RateLimit } from './rate-hint.ts'
import type { JsonObject } from './request.ts'

/** What an answer consists of, in the order it arrives. Failures are thrown, never events. */
export type ChatEvent =
  | StartEvent
  | TextDeltaEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEvent
  | SourceEvent
  | UsageEvent
  | NoticeEvent
  | ResetEvent
  | FinishEvent

/** A provider has begun to answer. Comes once per attempt. */
export interface StartEvent {
  type: 'start'
  /** The provider's name, such as `openai`. */
  provider: string
  /** The model as the provider names it. */
  model: string
  /** The target's name, where a pipeline chose it. */
  target?: string | undefined
  /** What the provider said of its limits. Never leaves the server. */
  rateHint?: RateHint | undefined
  /** What is left of this caller's own quota, where there is one. */
  rateLimit?: RateLimit | undefined
}

export interface TextDeltaEvent {
  type: 'text-delta'
  text: string
}

export interface ReasoningDeltaEvent {
  type: 'reasoning-delta'
  text: string
  /** What the provider wants back with these thoughts, under its name. Ends the block of thoughts; `text` may be empty. */
  providerMetadata?: Readonly<Record<string, JsonObject>> | undefined
}

/** The model begins to write the arguments of a call. */
export interface ToolCallStartEvent {
  type: 'tool-call-start'
  id: string
  name: string
}

export interface ToolCallDeltaEvent {
  type: 'tool-call-delta'
  id: string
  /** A piece of the arguments' JSON. */
  text: string
}

/** A call, complete. */
export interface ToolCallEvent {
  type: 'tool-call'
  id: string
  name: string
  /** JSON as the model wrote it; `{}` where it wrote nothing. */
  arguments: string
}

/** Where something in the answer comes from. */
export interface SourceEvent {
  type: 'source'
  id: string
  url: string
  title?: string | undefined
}

/** Tokens used so far, cumulative within one attempt: the last one counts. */
export interface UsageEvent {
  type: 'usage'
  usage: Usage
}

/** Something a user may want to know while waiting. */
export interface NoticeEvent {
  type: 'notice'
  /** What happened, such as `retrying`. */
  notice: string
  /** Facts about it, safe to show. */
  details?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** What came so far in this answer is void; it starts again. */
export interface ResetEvent {
  type: 'reset'
}

/** The answer is complete. */
export interface FinishEvent extends Partial<CallFigures> {
  type: 'finish'
  reason: FinishReason
  /** Over all attempts of the call. */
  usage?: Usage | undefined
  /** What `usage` costs. Left out where no price is known, never 0 for that. */
  cost?: Cost | undefined
}

/** Numbers of one call. */
export interface CallFigures {
  /** How many times a provider was asked. */
  attempts: number
  /** From the call to its end, in milliseconds. */
  durationMs: number
  /** From the call to its first content, in milliseconds; `undefined` if there was none. */
  firstContentMs: number | undefined
}

/** Why an answer ended. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'other'

/** Tokens of a call. What a provider did not say is left out, never 0. */
export interface Usage {
  /** All input, cached included. */
  inputTokens: number
  /** All output, reasoning included. */
  outputTokens: number
  /** The part of `inputTokens` read from the provider's prompt cache. */
  cachedInputTokens?: number | undefined
  /** The part of `inputTokens` written to the provider's prompt cache. */
  cacheWriteInputTokens?: number | undefined
  /** The part of `cacheWriteInputTokens` that is kept for an hour, where the provider tells it apart. */
  cacheWrite1hInputTokens?: number | undefined
  /** The part of `inputTokens` that was pictures, where the provider tells it apart. */
  imageInputTokens?: number | undefined
  /** The part of `inputTokens` that was sound, where the provider tells it apart. */
  audioInputTokens?: number | undefined
  /** The part of `outputTokens` that was pictures. */
  imageOutputTokens?: number | undefined
  /** The part of `outputTokens` that was sound. */
  audioOutputTokens?: number | undefined
  /** The part of `outputTokens` spent on reasoning. */
  reasoningTokens?: number | undefined
  /** Set where the numbers, or some of them, are our estimate and not the provider's word. */
  estimated?: true | undefined
}

/** Whether the answer goes on with it: an empty delta is only a sign of life. */
export function isProgress(event: ChatEvent): boolean {
  if (event.type === 'finish') return true
  return isContent(event) && !('text' in event && event.text === '' && !('providerMetadata' in event))
}

/** Whether the event is part of the answer itself: once one has been sent, nothing may be retried unseen. */
export function isContent(event: ChatEvent): boolean {
  switch (event.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-start':
    case 'tool-call-delta':
    case 'tool-call':
    case 'source':
      return true
    case 'start':
    case 'usage':
    case 'notice':
    case 'reset':
    case 'finish':
      return false
    default:
      return event satisfies never
  }
}
