import type { FilterHit } from '@sluice/core'
import { actions } from './lab-rules.ts'

/** A stretch of a text: all of it, or none of it, belongs to a hit. */
export interface Segment {
  readonly start: number
  readonly end: number
  /** The strongest hit there; `undefined` where nothing was found. */
  readonly hit: FilterHit | undefined
  /** Whether it lies behind the place where the text was stopped. */
  readonly isCut: boolean
}

const weakness = ({ action }: FilterHit) => actions.indexOf(action)

/** A text of a length, cut where hits begin and end. */
export function segmentsOf(length: number, hits: readonly FilterHit[]): Segment[] {
  // The strongest come last, and take the place of others.
  const ordered = hits.toSorted((one, other) => weakness(other) - weakness(one))
  const owners = new Int32Array(length)
  for (const [index, { start, end }] of ordered.entries()) owners.fill(index + 1, start, end)
  const blocked = hits.find(({ action }) => action === 'block')

  const segments: Segment[] = []
  let start = 0
  for (let end = 1; end <= length; end++) {
    if (end < length && owners[end] === owners[start] && end !== blocked?.end) continue
    const hit = ordered[(owners[start] ?? 0) - 1]
    segments.push({ start, end, hit, isCut: blocked !== undefined && start >= blocked.end })
    start = end
  }
  return segments
}
