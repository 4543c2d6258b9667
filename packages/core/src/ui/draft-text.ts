import { isRecord } from '../chat/record.ts'
import { defined } from './defined.ts'
import { type Draft, type GrowingPart, grow, push, replace, settle } from './draft.ts'
import type { TextUIPart } from './ui-message.ts'

export type BlockType = 'text' | 'reasoning'
export type BlockFields = Pick<TextUIPart, 'citations' | 'providerMetadata'>

/** Begins a text or thought. A text may go on in the one that is at `joined`. */
export function beginBlock(
  draft: Draft,
  type: BlockType,
  id: string,
  fields: BlockFields,
  joined?: number,
): GrowingPart {
  endBlock(draft, type, id)
  const before = draft.parts[joined ?? -1]
  const text = before?.type === 'text' ? before.text : ''
  const index = joined ?? push(draft, type === 'text' ? { type, text } : { type, id, text })
  const block = { index, text, hasGrown: false }
  draft.open[type].set(id, block)
  describe(draft, block, fields, 'streaming')
  return block
}

export function growBlock(draft: Draft, type: BlockType, id: string, delta: string, fields: BlockFields): void {
  // A delta without its start breaks the protocol, but its text is not for us to lose.
  const block = draft.open[type].get(id) ?? beginBlock(draft, type, id, {})
  grow(draft, block, delta)
  if (fields.providerMetadata) describe(draft, block, fields, 'streaming')
}

export function endBlock(draft: Draft, type: BlockType, id: string, fields: BlockFields = {}): void {
  const block = draft.open[type].get(id)
  if (block === undefined) return
  settle(draft)
  describe(draft, block, fields, 'done')
  draft.open[type].delete(id)
}

function describe(draft: Draft, { index }: GrowingPart, fields: BlockFields, state: 'streaming' | 'done'): void {
  const { citations } = fields
  const providerMetadata = isRecord(fields.providerMetadata) ? fields.providerMetadata : undefined
  replace(draft, index, { ...draft.parts[index], ...defined({ citations, providerMetadata, state }) })
}
