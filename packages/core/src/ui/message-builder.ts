import { createDraft, cut, push, replace, settle, touch } from './draft.ts'
import { beginBlock, endBlock, growBlock } from './draft-text.ts'
import { askedAt, callAt, changeCall, growInput, setCall } from './draft-tools.ts'
import { withEarlierCalls } from './earlier-calls.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { withAnswer, withApprovalRequest, withOutput } from './tool-part.ts'
import type { UIMessageChunk } from './ui-chunk.ts'
import type { UIMessage, UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'

/** Builds a message from the chunks of a stream. */
export interface MessageBuilder {
  /** Takes the next chunk. Types it does not know, and chunks that are no part of a message, change nothing. */
  apply(chunk: UIMessageChunk): void
  /** The message so far. The same object until something changes; unchanged parts keep their identity. */
  snapshot(): UIMessage
  /** Puts other parts in the place of some, such as a call with its output: `update` gives as many parts as it takes. */
  change(update: (parts: readonly UIPart[]) => readonly UIPart[]): void
  /**
   * Marks text and reasoning as done that still expect more: for a stream that ended, however it ended. A tool whose input
   * has not come to its end stays as it is: nobody carries it out, no model is told of it, and a stream that goes on with
   * this message may complete it.
   */
  close(): void
}

export interface MessageBuilderOptions {
  /**
   * Whether the stream goes on with an answer that broke off in the middle of a text: its first step is the step of that
   * text, and its first text is put to it. @default false
   */
  joinsText?: boolean | undefined
}

/**
 * A builder that continues `message`.
 *
 * A delta costs a look-up and a string concatenation, whatever the message's size; copying waits for the snapshot.
 */
export function createMessageBuilder(message: UIMessage, { joinsText }: MessageBuilderOptions = {}): MessageBuilder {
  const draft = createDraft(message.parts)
  const { parts, open } = draft
  let head: Omit<UIMessage, 'parts'> = message
  let published = message
  /** The text that this step goes on in. */
  let broken = joinsText ? brokenText(parts, draft.stepStart) : undefined
  let joinsStep = broken !== undefined
  let joinsNextText = joinsStep
  if (joinsStep) draft.stepStart = parts.length

  function setHead(metadata: unknown, id = head.id): void {
    const isNews = metadata !== undefined && metadata !== null
    if (!isNews && id === head.id) return
    const before = withEarlierCalls(head.metadata, metadata)
    head = { ...head, id, ...(isNews ? { metadata: mergeMetadata(before, metadata) as object } : {}) }
    touch(draft)
  }
  function startStep(): void {
    if (joinsStep) draft.stepStart = parts.length
    else {
      broken = undefined
      draft.calls.clear()
      draft.stepStart = parts.push({ type: 'step-start' })
    }
    joinsStep = false
  }
  function resetStep(): void {
    cut(draft)
    const before = message.parts[broken ?? -1]
    if (broken === undefined || before === undefined) return
    open.text.clear()
    replace(draft, broken, before)
    joinsNextText = true
  }
  function beginText(chunk: Extract<UIMessageChunk, { type: 'text-start' }>): void {
    beginBlock(draft, 'text', chunk.id, chunk, joinsNextText ? broken : undefined)
    joinsNextText = false
  }
  function setData(chunk: DataChunk): void {
    const { type, id, data } = chunk
    const isIt = (part: UIPart) => part.type === type && 'id' in part && part.id === id
    const index = id === undefined ? -1 : parts.findIndex(isIt)
    if (index < 0) push(draft, { ...chunk })
    else replace(draft, index, { ...parts[index], data })
  }

  return {
    apply(chunk) {
      switch (chunk.type) {
        case 'start':
          return setHead(chunk.messageMetadata, chunk.messageId)
        case 'finish':
        case 'message-metadata':
          return setHead(chunk.messageMetadata)
        case 'start-step':
          return startStep()
        case 'reset-step':
          return resetStep()
        case 'text-start':
          return beginText(chunk)
        case 'text-delta':
          return growBlock(draft, 'text', chunk.id, chunk.delta, chunk)
        case 'text-end':
          return endBlock(draft, 'text', chunk.id, chunk)
        case 'reasoning-start':
          beginBlock(draft, 'reasoning', chunk.id, chunk)
          return
        case 'reasoning-delta':
          return growBlock(draft, 'reasoning', chunk.id, chunk.delta, chunk)
        case 'reasoning-end':
          return endBlock(draft, 'reasoning', chunk.id, chunk)
        case 'tool-input-start':
          return setCall(draft, chunk, { state: 'input-streaming', inputEncoding: chunk.inputEncoding })
        case 'tool-input-delta':
          return growInput(draft, chunk.toolCallId, chunk.inputTextDelta)
        case 'tool-input-available':
          return setCall(draft, chunk, { state: 'input-available', input: chunk.input })
        case 'tool-input-error': {
          const { input, errorText } = chunk
          return setCall(draft, { ...chunk, title: undefined }, { state: 'output-error', input, errorText })
        }
        case 'tool-approval-request':
          return changeCall(draft, callAt(draft, chunk.toolCallId), (part) => withApprovalRequest(part, chunk))
        case 'tool-approval-response':
          return changeCall(draft, askedAt(draft, chunk.approvalId), (part) => withAnswer(part, chunk))
        case 'tool-output-available':
        case 'tool-output-error':
          return changeCall(draft, callAt(draft, chunk.toolCallId), (part) => withOutput(part, chunk))
        case 'tool-output-denied':
          return changeCall(draft, callAt(draft, chunk.toolCallId), (part) => ({ ...part, state: 'output-denied' }))
        case 'source-url':
        case 'source-document':
        case 'file':
        case 'reasoning-file':
        case 'custom':
        case 'steering-message':
          push(draft, { ...chunk })
          return
        case 'finish-step':
        case 'abort':
        case 'error':
          return
        default:
          if (isDataChunk(chunk) && !chunk.transient) setData(chunk)
      }
    },
    snapshot() {
      settle(draft)
      if (draft.hasChanged) published = { ...head, parts: parts.slice(0, draft.length) }
      draft.hasChanged = false
      return published
    },
    change(update) {
      settle(draft)
      // A call that has an output now takes no more input; others go on from their `rawInput`.
      open.input.clear()
      for (const [index, part] of update(parts).entries()) if (part !== parts[index]) replace(draft, index, part)
    },
    close() {
      for (const id of open.text.keys()) endBlock(draft, 'text', id)
      for (const id of open.reasoning.keys()) endBlock(draft, 'reasoning', id)
    },
  }
}

/** Where a text is that nothing is missing from but its end: no call of a tool comes after it. */
function brokenText(parts: readonly UIPart[], stepStart: number): number | undefined {
  const index = parts.findLastIndex((part) => part.type === 'text' || isToolUIPart(part))
  return index >= stepStart && parts[index]?.type === 'text' ? index : undefined
}

type DataChunk = Extract<UIMessageChunk, { type: `data-${string}` }>

// A server of another version may send types that this one does not know.
function isDataChunk(chunk: { type: string }): chunk is DataChunk {
  return chunk.type.startsWith('data-')
}
