import type { UIMessageChunk } from '@sluice/core/ui'
import type { ChatNotice } from './chat-options.ts'

export type DataChunk = Extract<UIMessageChunk, { type: `data-${string}` }>
export type ToolCallChunk = Extract<UIMessageChunk, { type: 'tool-input-available' }>

/** Whether the chunk has the texts that its type is about: a server may be mistaken, and "undefined" is no answer. */
export function isWellFormed(chunk: UIMessageChunk): boolean {
  switch (chunk.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return typeof chunk.delta === 'string'
    case 'tool-input-start':
    case 'tool-input-available':
    case 'tool-input-error':
      return typeof chunk.toolCallId === 'string' && typeof chunk.toolName === 'string'
    case 'tool-input-delta':
      return typeof chunk.inputTextDelta === 'string'
    case 'file':
    case 'reasoning-file':
      return typeof chunk.url === 'string' && typeof chunk.mediaType === 'string'
    case 'source-url':
      return typeof chunk.url === 'string'
    case 'steering-message':
      return Array.isArray(chunk.parts)
    case 'start':
      return chunk.messageId === undefined || typeof chunk.messageId === 'string'
    default:
      return true
  }
}

export function isData(chunk: UIMessageChunk): chunk is DataChunk {
  return chunk.type.startsWith('data-')
}

export function isNotice(chunk: DataChunk): chunk is DataChunk & { data: ChatNotice } {
  return chunk.type === 'data-sluice-notice' && typeof Object(chunk.data).notice === 'string'
}
