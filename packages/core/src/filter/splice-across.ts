import type { Cut, Edit } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterScanner } from './filter-types.ts'

/** Gives texts in which each change stands where what was found begins. */
export type SpliceAcross = (texts: readonly string[]) => {
  readonly texts: readonly string[]
  readonly blockedBy: FilterHit | undefined
}

/**
 * Changes what goes across the ends of texts that have been looked through one by one. `open` begins a scanner that tells of its
 * hits; those that go across, or block, are told `onHit`.
 */
export function createSpliceAcross(
  open: (onHit: (hit: FilterHit) => void) => FilterScanner,
  onHit: (hit: FilterHit) => void,
  write: (edit: Edit, found: string) => string,
): SpliceAcross {
  /** Where the texts end in the whole. */
  let ends: readonly number[] = []
  const isAcross = ({ start, end }: { start: number; end: number }) => endAfter(ends, start) < end
  const scanner = open((hit) => {
    if (hit.action === 'block' || isAcross(hit)) onHit(hit)
  })

  return (texts) => {
    let length = 0
    ends = texts.map((text) => {
      length += text.length
      return length
    })
    const whole = texts.join('')
    const cuts: readonly Cut[] = [scanner.push(whole), scanner.flush()]
    const blockedBy = cuts.find((cut) => cut.blockedBy !== undefined)?.blockedBy
    const edits = cuts.flatMap((cut) => cut.edits.filter(isAcross))
    if (blockedBy !== undefined || edits.length === 0) return { texts, blockedBy }
    return { texts: changed(whole, ends, edits, write), blockedBy }
  }
}

function changed(
  whole: string,
  ends: readonly number[],
  edits: readonly Edit[],
  write: (edit: Edit, found: string) => string,
): readonly string[] {
  let next = 0
  let at = 0
  return ends.map((end) => {
    let text = ''
    for (let edit = edits[next]; edit !== undefined && edit.start < end; edit = edits[++next]) {
      if (edit.start >= at) text += whole.slice(at, edit.start) + write(edit, whole.slice(edit.start, edit.end))
      at = Math.min(edit.end, end)
      if (edit.end > end) return text
    }
    text += whole.slice(at, end)
    at = end
    return text
  })
}

/** The first end beyond a place, which none is in the last text. */
function endAfter(ends: readonly number[], place: number): number {
  let from = 0
  let to = ends.length - 1
  while (from < to) {
    const middle = (from + to) >> 1
    if ((ends[middle] ?? 0) > place) to = middle
    else from = middle + 1
  }
  return ends[from] ?? place
}
