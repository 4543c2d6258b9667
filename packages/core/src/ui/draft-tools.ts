import { type Draft, type GrowingPart, grow, push, replace, settle } from './draft.ts'
import { createPartialJson } from './partial-json.ts'
import { type AnyToolUIPart, type CallProgress, withCall } from './tool-part.ts'
import type { ToolCallUIChunk } from './ui-chunk.ts'
import { isToolUIPart } from './ui-part-guards.ts'

/** Adds a call to this step, or says how far one of its calls has come. */
export function setCall(draft: Draft, call: ToolCallUIChunk, progress: CallProgress): void {
  const { calls, open } = draft
  const { toolCallId } = call
  const index = calls.get(toolCallId)
  settle(draft)
  open.input.delete(toolCallId)
  if (index === undefined) calls.set(toolCallId, push(draft, withCall(undefined, call, progress)))
  else changeCall(draft, index, (before) => withCall(before, call, progress))
}

export function changeCall(draft: Draft, index: number, change: (part: AnyToolUIPart) => object): void {
  settle(draft)
  const part = draft.parts[index]
  if (part === undefined || !isToolUIPart(part)) return
  draft.open.input.delete(part.toolCallId)
  replace(draft, index, change(part))
}

/** Where the call of this id is: that of this step, or else the latest. */
export function callAt({ calls, parts }: Draft, toolCallId: string): number {
  return calls.get(toolCallId) ?? parts.findLastIndex((part) => isToolUIPart(part) && part.toolCallId === toolCallId)
}

/** Where the call is that was asked about under this id. */
export function askedAt({ parts }: Draft, approvalId: string): number {
  return parts.findIndex((part) => isToolUIPart(part) && part.approval?.id === approvalId)
}

export function growInput(draft: Draft, toolCallId: string, delta: string): void {
  const input = draft.open.input.get(toolCallId) ?? openInput(draft, toolCallId)
  if (input) grow(draft, input, delta)
}

/** Begins to read an input, or goes on with that of a stored message. */
function openInput(draft: Draft, toolCallId: string): GrowingPart | undefined {
  const index = draft.calls.get(toolCallId) ?? -1
  const part = draft.parts[index]
  if (part === undefined || !isToolUIPart(part) || part.state !== 'input-streaming') return undefined
  const reader = part.inputEncoding === 'text' ? undefined : createPartialJson()
  const input = { index, text: '', hasGrown: false, reader }
  draft.open.input.set(toolCallId, input)
  grow(draft, input, part.rawInput ?? '')
  return input
}
