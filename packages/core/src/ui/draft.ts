import { defined } from './defined.ts'
import type { PartialJson } from './partial-json.ts'
import type { UIPart } from './ui-message.ts'
import { isToolUIPart } from './ui-part-guards.ts'

/** The parts of a message in the making. None of them is ever changed, only replaced. */
export interface Draft {
  readonly parts: UIPart[]
  /** Parts that grow, by their ids in the stream. */
  readonly open: Readonly<Record<'text' | 'reasoning' | 'input', Map<string, GrowingPart>>>
  /** Where the calls of this step are. Some providers use the same ids in every step. */
  readonly calls: Map<string, number>
  /** Where the parts begin that a reset takes back. */
  stepStart: number
  /** How many parts there are to show: a step that has brought nothing yet is none of them. */
  length: number
  /** Whether something has changed since this was last set to `false`. */
  hasChanged: boolean
}

export interface GrowingPart {
  readonly index: number
  text: string
  /** Whether the part does not have all of the text yet. */
  hasGrown: boolean
  /** Of a tool's input: what reads it, unless it is plain text. */
  readonly reader?: PartialJson | undefined
}

export function createDraft(given: readonly UIPart[]): Draft {
  const parts = [...given]
  const stepStart = parts.findLastIndex((part) => part.type === 'step-start') + 1
  const calls = new Map<string, number>()
  for (const [index, part] of parts.entries()) {
    if (index >= stepStart && isToolUIPart(part)) calls.set(part.toolCallId, index)
  }
  const open = { text: new Map(), reasoning: new Map(), input: new Map() }
  return { parts, open, calls, stepStart, length: parts.length, hasChanged: false }
}

/** Adds a part and says where it is. */
export function push(draft: Draft, part: object): number {
  const index = draft.parts.push(part as UIPart) - 1
  touch(draft)
  return index
}

export function replace(draft: Draft, index: number, part: object): void {
  draft.parts[index] = part as UIPart
  touch(draft)
}

/** Adds a piece to a part, at the cost of that piece: the part itself has to wait until somebody looks. */
export function grow(draft: Draft, part: GrowingPart, piece: string): void {
  part.text += piece
  part.reader?.push(piece)
  part.hasGrown = true
  touch(draft)
}

/** Says that there is something new to look at. */
export function touch(draft: Draft): void {
  draft.length = draft.parts.length
  draft.hasChanged = true
}

/** Puts what has come into its parts. */
export function settle(draft: Draft): void {
  for (const growing of Object.values(draft.open)) {
    for (const part of growing.values()) if (part.hasGrown) settlePart(draft, part)
  }
}

function settlePart({ parts }: Draft, part: GrowingPart): void {
  const { index, text, reader } = part
  part.hasGrown = false
  const input = { input: reader ? reader.value() : text, rawInput: text }
  parts[index] = ('reader' in part ? defined({ ...parts[index], ...input }) : { ...parts[index], text }) as UIPart
}

/** Takes back what the step has brought. */
export function cut(draft: Draft): void {
  const { parts, open, stepStart } = draft
  for (const growing of Object.values(open)) {
    for (const [id, { index }] of growing) if (index >= stepStart) growing.delete(id)
  }
  draft.calls.clear()
  if (stepStart === parts.length) return
  parts.length = stepStart
  touch(draft)
}
