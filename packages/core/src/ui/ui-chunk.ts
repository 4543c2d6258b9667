import type { ProviderMetadata } from './ui-message.ts'

/**
 * The parts of the UI message stream, version 1: what Vercel's AI SDK, version 7 and later, sends as server-sent events.
 *
 * Fields that only that SDK's own server writes and no client of ours reads are left out; they are ignored on arrival.
 */
export type UIMessageChunk =
  | { type: 'start'; messageId?: string | undefined; messageMetadata?: unknown }
  | { type: 'finish'; finishReason?: UIFinishReason | undefined; messageMetadata?: unknown }
  | { type: 'message-metadata'; messageMetadata: unknown }
  | { type: 'start-step' }
  | { type: 'finish-step' }
  | { type: 'reset-step' }
  | { type: 'abort'; reason?: string | undefined }
  | ErrorUIChunk
  | { type: 'text-start'; id: string }
  | { type: 'text-delta'; id: string; delta: string }
  | { type: 'text-end'; id: string }
  | { type: 'reasoning-start'; id: string; providerMetadata?: ProviderMetadata | undefined }
  | { type: 'reasoning-delta'; id: string; delta: string; providerMetadata?: ProviderMetadata | undefined }
  | { type: 'reasoning-end'; id: string; providerMetadata?: ProviderMetadata | undefined }
  | ({ type: 'tool-input-start' } & ToolName)
  | { type: 'tool-input-delta'; toolCallId: string; inputTextDelta: string }
  | ({ type: 'tool-input-available'; input: unknown } & ToolName)
  | ({ type: 'tool-input-error'; input: unknown; errorText: string } & ToolName)
  | { type: 'tool-output-available'; toolCallId: string; output: unknown; preliminary?: boolean | undefined }
  | { type: 'tool-output-error'; toolCallId: string; errorText: string }
  | { type: 'source-url'; sourceId: string; url: string; title?: string | undefined }
  | { type: 'source-document'; sourceId: string; mediaType: string; title: string; filename?: string | undefined }
  | { type: 'file'; url: string; mediaType: string }
  | { type: `data-${string}`; id?: string | undefined; data: unknown; transient?: boolean | undefined }

/** A failure after the stream has begun. The fields beside `errorText` are ours. */
export interface ErrorUIChunk {
  type: 'error'
  errorText: string
  code?: string | undefined
  retryAfterMs?: number | undefined
  requestId?: string | undefined
}

export interface ToolName {
  toolCallId: string
  toolName: string
  dynamic?: boolean | undefined
  providerExecuted?: boolean | undefined
  title?: string | undefined
}

/** Why a message ended, in the words of this protocol. */
export type UIFinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'interrupted' | 'other'

/** The response header that names the protocol, and its value. */
export const uiStreamHeader = 'x-vercel-ai-ui-message-stream'
export const uiStreamVersion = 'v1'
