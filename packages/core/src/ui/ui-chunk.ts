import type { JsonObject } from '../chat/request.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { Citation, FileUIPart, TextUIPart } from './ui-message.ts'

/**
 * The parts of the UI message stream, version 1: what Vercel's AI SDK, version 7 and later, sends as server-sent events.
 */
export type UIMessageChunk =
  | { type: 'start'; messageId?: string | undefined; messageMetadata?: unknown }
  | { type: 'finish'; finishReason?: UIFinishReason | undefined; messageMetadata?: unknown }
  | { type: 'message-metadata'; messageMetadata: unknown }
  | { type: 'start-step' }
  | { type: 'finish-step' }
  /** Takes back everything that the step has brought. */
  | { type: 'reset-step' }
  | { type: 'abort'; reason?: string | undefined }
  | ErrorUIChunk
  | ({ type: 'text-start'; id: string } & OfProvider)
  | ({ type: 'text-delta'; id: string; delta: string } & OfProvider)
  | ({ type: 'text-end'; id: string; citations?: Citation[] | undefined } & OfProvider)
  | ({ type: 'reasoning-start'; id: string } & OfProvider)
  | ({ type: 'reasoning-delta'; id: string; delta: string } & OfProvider)
  | ({ type: 'reasoning-end'; id: string } & OfProvider)
  | ({ type: 'tool-input-start'; inputEncoding?: 'json' | 'text' | undefined } & ToolCallUIChunk)
  | { type: 'tool-input-delta'; toolCallId: string; inputTextDelta: string }
  | ({ type: 'tool-input-available'; input: unknown } & ToolCallUIChunk)
  | ({ type: 'tool-input-error'; input: unknown; errorText: string } & ToolCallUIChunk)
  | ApprovalRequestUIChunk
  | ({
      type: 'tool-approval-response'
      approvalId: string
      approved: boolean
      reason?: string | undefined
      providerExecuted?: boolean | undefined
    } & OfProvider)
  | ({ type: 'tool-output-available'; output: unknown; preliminary?: boolean | undefined } & ToolOutputUIChunk)
  | ({ type: 'tool-output-error'; errorText: string } & ToolOutputUIChunk)
  | { type: 'tool-output-denied'; toolCallId: string }
  | ({ type: 'source-url'; sourceId: string; url: string; title?: string | undefined } & OfProvider)
  | ({
      type: 'source-document'
      sourceId: string
      mediaType: string
      title: string
      filename?: string | undefined
    } & OfProvider)
  | ({ type: 'file' | 'reasoning-file'; url: string; mediaType: string } & OfProvider)
  | ({ type: 'custom'; kind: `${string}.${string}` } & OfProvider)
  | { type: 'steering-message'; id: string; parts: (TextUIPart | FileUIPart)[] }
  | { type: `data-${string}`; id?: string | undefined; data: unknown; transient?: boolean | undefined }

/** A failure after the stream has begun. The fields beside `errorText` are ours. */
export interface ErrorUIChunk {
  type: 'error'
  errorText: string
  code?: string | undefined
  retryAfterMs?: number | undefined
  requestId?: string | undefined
}

interface OfProvider {
  providerMetadata?: ProviderMetadata | undefined
}

interface ToolOutputUIChunk extends OfProvider {
  toolCallId: string
  toolMetadata?: JsonObject | undefined
  providerExecuted?: boolean | undefined
  dynamic?: boolean | undefined
}

/** What chunks say of the call that they belong to. */
export interface ToolCallUIChunk extends ToolOutputUIChunk {
  toolName: string
  title?: string | undefined
}

interface ApprovalRequestUIChunk {
  type: 'tool-approval-request'
  approvalId: string
  toolCallId: string
  approvalDescriptor?: unknown
  inputSchemaInput?: unknown
  reason?: string | undefined
  isAutomatic?: boolean | undefined
  signature?: string | undefined
}

/** Why a message ended, in the words of this protocol. */
export type UIFinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'interrupted' | 'other'

/** The response header that names the protocol, and its value. */
export const uiStreamHeader = 'x-vercel-ai-ui-message-stream'
export const uiStreamVersion = 'v1'
