import { isRecord } from '../chat/record.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { ToolCallUIChunk, UIMessageChunk } from './ui-chunk.ts'
import type { ReasoningUIPart, UIMessage, UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'
import type { DynamicToolUIPart } from './ui-tool-part.ts'

/** Builds a message from the chunks of a stream. */
export interface MessageBuilder {
  /** Takes the next chunk. Types it does not know, and chunks that are no part of a message, change nothing. */
  apply(chunk: UIMessageChunk): void
  /** The message so far. The same object until something changes; unchanged parts keep their identity. */
  snapshot(): UIMessage
  /** Marks every part as done that still expects more: for a stream that ended, however it ended. */
  close(): void
}

/** Text that grows. It is put into its part only when a snapshot is taken. */
interface OpenBlock {
  index: number
  text: string
  /** Whether the part does not have all of the text yet. */
  hasGrown: boolean
}

type BlockType = 'text' | 'reasoning'
type ToolFields = Partial<Record<'state' | 'input' | 'output' | 'errorText' | 'preliminary', unknown>>

/**
 * A builder that continues `message`.
 *
 * A delta costs a look-up and a string concatenation, whatever the message's size; copying waits for the snapshot.
 */
export function createMessageBuilder(message: UIMessage): MessageBuilder {
  const parts: UIPart[] = [...message.parts]
  const tools = new Map<string, number>()
  const blocks = { text: new Map<string, OpenBlock>(), reasoning: new Map<string, OpenBlock>() }
  let head: Omit<UIMessage, 'parts'> = message
  let published: UIMessage | undefined = message

  function push(part: UIPart): number {
    published = undefined
    return parts.push(part) - 1
  }
  function replace(index: number, part: UIPart): void {
    published = undefined
    parts[index] = part
  }

  function openBlock(type: BlockType, id: string): OpenBlock {
    closeBlock(type, id)
    const block = { index: push({ type, text: '', state: 'streaming' }), text: '', hasGrown: false }
    blocks[type].set(id, block)
    return block
  }
  function grow(type: BlockType, id: string, delta: string): void {
    // A delta without its start breaks the protocol, but its text is not for us to lose.
    const block = blocks[type].get(id) ?? openBlock(type, id)
    block.text += delta
    block.hasGrown = true
    published = undefined
  }
  function settle(block: OpenBlock, change: Pick<ReasoningUIPart, 'state' | 'providerMetadata'> = {}): void {
    const part = parts[block.index]
    if (part?.type === 'text' || part?.type === 'reasoning') {
      replace(block.index, { ...part, text: block.text, ...change })
    }
    block.hasGrown = false
  }
  function closeBlock(type: BlockType, id: string): void {
    const block = blocks[type].get(id)
    if (block === undefined) return
    settle(block, { state: 'done' })
    blocks[type].delete(id)
  }
  function describeThoughts(id: string, providerMetadata: ProviderMetadata | undefined): void {
    if (!isRecord(providerMetadata)) return
    const block = blocks.reasoning.get(id)
    if (block !== undefined) settle(block, { providerMetadata })
  }

  /** Where a call of this answer is; calls of earlier turns may have the same id. */
  function toolAt(toolCallId: string): number {
    return tools.get(toolCallId) ?? -1
  }
  function setTool(call: ToolCallUIChunk, fields: ToolFields & Pick<DynamicToolUIPart, 'state'>): void {
    const { toolCallId, toolName, providerExecuted, title } = call
    const own = {
      toolCallId,
      ...(providerExecuted === undefined ? {} : { providerExecuted }),
      ...(title === undefined ? {} : { title }),
    }
    const index = toolAt(toolCallId)
    const before = parts[index]
    if (before !== undefined) {
      replace(index, { ...before, ...own, ...fields } as UIPart)
    } else {
      const type = call.dynamic
        ? ({ type: 'dynamic-tool', toolName } as const)
        : ({ type: `tool-${toolName}` } as const)
      tools.set(toolCallId, push({ ...type, ...own, ...fields } as UIPart))
    }
  }
  function setOutput(toolCallId: string, fields: ToolFields): void {
    // The output may be that of a call of an earlier turn.
    const found = toolAt(toolCallId)
    const index =
      found >= 0 ? found : parts.findLastIndex((part) => isToolUIPart(part) && part.toolCallId === toolCallId)
    const before = parts[index]
    if (before !== undefined) replace(index, { ...before, ...fields } as UIPart)
  }

  function setData(type: `data-${string}`, id: string | undefined, data: unknown): void {
    const part = { type, ...(id === undefined ? {} : { id }), data }
    const index =
      id === undefined ? -1 : parts.findIndex((other) => other.type === type && 'id' in other && other.id === id)
    if (index < 0) push(part)
    else replace(index, part)
  }

  function setHead(change: { id?: string | undefined; metadata?: unknown }): void {
    const { id = head.id, metadata } = change
    if (metadata === undefined && id === head.id) return
    head = { ...head, id, ...(metadata === undefined ? {} : { metadata: merge(head.metadata, metadata) as object }) }
    published = undefined
  }

  function resetStep(): void {
    blocks.text.clear()
    blocks.reasoning.clear()
    tools.clear()
    const kept = parts.findLastIndex((part) => part.type === 'step-start') + 1
    if (kept === parts.length) return
    parts.length = kept
    published = undefined
  }

  return {
    apply(chunk) {
      switch (chunk.type) {
        case 'start':
          return setHead({ id: chunk.messageId, metadata: chunk.messageMetadata })
        case 'finish':
        case 'message-metadata':
          return setHead({ metadata: chunk.messageMetadata })
        case 'start-step':
          tools.clear()
          push({ type: 'step-start' })
          return
        case 'reset-step':
          return resetStep()
        case 'text-start':
          openBlock('text', chunk.id)
          return
        case 'text-delta':
          return grow('text', chunk.id, chunk.delta)
        case 'text-end':
          return closeBlock('text', chunk.id)
        case 'reasoning-start':
          openBlock('reasoning', chunk.id)
          return describeThoughts(chunk.id, chunk.providerMetadata)
        case 'reasoning-delta':
          grow('reasoning', chunk.id, chunk.delta)
          return describeThoughts(chunk.id, chunk.providerMetadata)
        case 'reasoning-end':
          describeThoughts(chunk.id, chunk.providerMetadata)
          return closeBlock('reasoning', chunk.id)
        case 'tool-input-start':
          return setTool(chunk, { state: 'input-streaming' })
        case 'tool-input-available':
          return setTool(chunk, { state: 'input-available', input: chunk.input })
        case 'tool-input-error':
          return setTool(chunk, { state: 'output-error', input: chunk.input, errorText: chunk.errorText })
        case 'tool-output-available':
          return setOutput(chunk.toolCallId, {
            state: 'output-available',
            output: chunk.output,
            ...(chunk.preliminary === undefined ? {} : { preliminary: chunk.preliminary }),
          })
        case 'tool-output-error':
          return setOutput(chunk.toolCallId, { state: 'output-error', errorText: chunk.errorText })
        case 'source-url':
        case 'source-document':
        case 'file':
          push({ ...chunk } as UIPart)
          return
        case 'tool-input-delta':
        case 'tool-approval-request':
        case 'tool-approval-response':
        case 'tool-output-denied':
        case 'reasoning-file':
        case 'custom':
        case 'steering-message':
        case 'finish-step':
        case 'abort':
        case 'error':
          return
        default:
          if (isDataChunk(chunk) && !chunk.transient) setData(chunk.type, chunk.id, chunk.data)
      }
    },
    snapshot() {
      for (const open of [blocks.text, blocks.reasoning]) {
        for (const block of open.values()) if (block.hasGrown) settle(block)
      }
      published ??= { ...head, parts: [...parts] }
      return published
    },
    close() {
      for (const id of [...blocks.text.keys()]) closeBlock('text', id)
      for (const id of [...blocks.reasoning.keys()]) closeBlock('reasoning', id)
    },
  }
}

// A server of another version may send types that this one does not know.
function isDataChunk(chunk: { type: string }): chunk is Extract<UIMessageChunk, { type: `data-${string}` }> {
  return chunk.type.startsWith('data-')
}

/** Objects are merged field by field, everything else is replaced. */
function merge(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after
  const merged: Record<string, unknown> = { ...before }
  for (const [name, value] of Object.entries(after)) {
    if (name !== '__proto__' && value !== undefined) merged[name] = merge(before[name], value)
  }
  return merged
}
