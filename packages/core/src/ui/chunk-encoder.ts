import type { ChatError } from '../chat/errors.ts'
import type { ChatEvent, FinishEvent, NoticeEvent } from '../chat/event.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { SluiceMetadata } from './ui-message.ts'
import { toWireError, toWireReason } from './wire-error.ts'

/** Turns the events of a call into the chunks of one UI message. */
export interface ChunkEncoder {
  encode(event: ChatEvent): readonly UIMessageChunk[]
  /** The chunks that begin the message, if nothing has yet: for a server that must answer before the first event. */
  begin(): readonly UIMessageChunk[]
  /** The chunks that end a message that failed. `metadata` is what is known of the call. */
  fail(error: ChatError, metadata?: SluiceMetadata): readonly UIMessageChunk[]
  /** The chunks that end a message that was stopped. */
  abort(metadata?: SluiceMetadata): readonly UIMessageChunk[]
}

/** An encoder for one message. */
export function createChunkEncoder(options: { messageId: string; requestId: string }): ChunkEncoder {
  let hasBegun = false
  let open: { type: 'text' | 'reasoning'; id: string } | undefined
  let blocks = 0

  function begin(sluice: SluiceMetadata = {}): UIMessageChunk[] {
    const messageMetadata = { sluice: { requestId: options.requestId, ...sluice } }
    if (hasBegun) return Object.keys(sluice).length === 0 ? [] : [{ type: 'message-metadata', messageMetadata }]
    hasBegun = true
    return [{ type: 'start', messageId: options.messageId, messageMetadata }, { type: 'start-step' }]
  }
  function close(): UIMessageChunk[] {
    if (open === undefined) return []
    const { type, id } = open
    open = undefined
    return [{ type: `${type}-end`, id }]
  }
  function breakOff(metadata: SluiceMetadata | undefined): UIMessageChunk[] {
    return [...begin(), ...close(), ...(metadata === undefined ? [] : begin(metadata))]
  }
  function grow(type: 'text' | 'reasoning', delta: string): UIMessageChunk[] {
    if (open?.type === type) return [{ type: `${type}-delta`, id: open.id, delta }]
    const chunks = [...begin(), ...close()]
    open = { type, id: String(blocks++) }
    return [...chunks, { type: `${type}-start`, id: open.id }, { type: `${type}-delta`, id: open.id, delta }]
  }

  function endReasoning(text: string, providerMetadata: ProviderMetadata): UIMessageChunk[] {
    const chunks = grow('reasoning', text)
    const id = open?.id ?? ''
    open = undefined
    // An empty delta only where the block has to be opened for what ends it.
    const told = text === '' ? chunks.filter(({ type }) => type !== 'reasoning-delta') : chunks
    return [...told, { type: 'reasoning-end', id, providerMetadata }]
  }

  return {
    encode(event) {
      switch (event.type) {
        case 'text-delta':
          return grow('text', event.text)
        case 'reasoning-delta':
          return event.providerMetadata === undefined
            ? grow('reasoning', event.text)
            : endReasoning(event.text, event.providerMetadata)
        case 'start':
          return begin({ provider: event.provider, ...(event.target === undefined ? {} : { model: event.target }) })
        case 'tool-call-start':
          return [...begin(), ...close(), { type: 'tool-input-start', toolCallId: event.id, toolName: event.name }]
        case 'tool-call-delta':
          return [{ type: 'tool-input-delta', toolCallId: event.id, inputTextDelta: event.text }]
        case 'tool-call':
          return [...begin(), ...close(), toolInput(event)]
        case 'source':
          return [...begin(), { type: 'source-url', sourceId: event.id, url: event.url, title: event.title }]
        case 'notice':
          return [
            ...begin(event.notice === 'context-cleared' ? { clearHistory: true } : {}),
            { type: 'data-sluice-notice', data: noticeData(event), transient: true },
          ]
        case 'usage':
          return []
        case 'reset':
          // The client drops what the step holds, so an open block needs no end.
          open = undefined
          return [...begin(), { type: 'reset-step' }]
        case 'finish':
          return [...begin(), ...close(), { type: 'finish-step' }, finish(event)]
        default:
          // An event of a newer version must not reach clients raw: theirs would die of it.
          event satisfies never
          return []
      }
    },
    begin: () => begin(),
    fail: (error, metadata) => [...breakOff(metadata), errorChunk(error)],
    abort: (metadata) => [...breakOff(metadata), { type: 'abort' }],
  }
}

function noticeData({ notice, details = {} }: NoticeEvent): object {
  return { notice, ...details, ...('reason' in details ? { reason: toWireReason(details.reason) } : {}) }
}

function toolInput(call: Extract<ChatEvent, { type: 'tool-call' }>): UIMessageChunk {
  const name = { toolCallId: call.id, toolName: call.name }
  try {
    return { type: 'tool-input-available', ...name, input: JSON.parse(call.arguments) }
  } catch {
    // Models do write broken JSON, and an answer may be cut in the middle of it.
    return { type: 'tool-input-error', ...name, input: call.arguments, errorText: 'The arguments are not valid JSON.' }
  }
}

function finish({ type, reason, ...figures }: FinishEvent): UIMessageChunk {
  return { type, finishReason: reason, messageMetadata: { sluice: { ...figures, finishReason: reason } } }
}

function errorChunk(error: ChatError): UIMessageChunk {
  const { message, ...rest } = toWireError(error)
  return { type: 'error', errorText: message, ...rest }
}
