import type { Cut, Edit } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterScanner } from './filter-types.ts'

/** What has become of a channel so far. Shared by all that work on it. */
export interface Fate {
  /** How often something was changed. */
  changes: number
  /** Set once something was found that blocks: nothing more may be shown. */
  blockedBy: FilterHit | undefined
}

/** A text in pieces, from which everything comes out changed that has to be. */
export interface Splice {
  /** Takes the next piece. `written` is how it was written, if otherwise: then `text` is one UTF-16 unit. */
  push(text: string, written?: string): string
  flush(): string
}

/** Puts what `write` gives in the place of what `source` finds. What is not changed comes out as it was written. */
export function createSplice(source: FilterScanner, write: (edit: Edit, found: string) => string, fate: Fate): Splice {
  /** What is not decided yet, and where it begins in the text. */
  let held = ''
  let from = 0
  /** The same as it was written, and where each unit ends in it: only where the two differ. */
  let raw = ''
  let ends: number[] | undefined

  function hold(text: string, written: string): void {
    if (ends === undefined && text !== written) {
      ends = Array.from({ length: held.length }, (_, index) => index + 1)
      raw = held
    }
    held += text
    if (ends === undefined) return
    if (text !== written) ends.push(raw.length + written.length)
    else for (let index = 1; index <= text.length; index++) ends.push(raw.length + index)
    raw += written
  }

  /** What was written from one place of the text to another. */
  function between(start: number, end: number): string {
    if (ends === undefined) return held.slice(start - from, end - from)
    return raw.slice(rawAt(start), rawAt(end))
  }

  function rawAt(place: number): number {
    return ends?.[place - from - 1] ?? 0
  }

  function take({ safe, edits, blockedBy }: Cut): string {
    let text = ''
    let at = from
    for (const edit of edits) {
      text += between(at, edit.start) + write(edit, held.slice(edit.start - from, edit.end - from))
      at = edit.end
      fate.changes++
    }
    text += between(at, safe)
    if (blockedBy !== undefined) fate.blockedBy = blockedBy
    release(safe)
    return text
  }

  function release(safe: number): void {
    const count = safe - from
    if (count === 0) return
    if (ends !== undefined) {
      const gone = rawAt(safe)
      raw = raw.slice(gone)
      ends = count === held.length ? undefined : ends.slice(count).map((end) => end - gone)
    }
    held = held.slice(count)
    from = safe
  }

  return {
    push(text, written = text) {
      if (fate.blockedBy !== undefined) return ''
      hold(text, written)
      return take(source.push(text))
    },
    flush() {
      if (fate.blockedBy !== undefined) return ''
      const text = take(source.flush())
      held = ''
      ends = undefined
      from = 0
      return text
    },
  }
}
