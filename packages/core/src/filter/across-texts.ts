import type { OpenSource } from './channel.ts'
import type { Cut } from './cut.ts'
import type { FilterScanner } from './filter-types.ts'

/** How much of the texts before is read once more, in UTF-16 units. */
const longestTail = 1_024

/**
 * Looks through texts that follow one another as their reader may: as one. Each is decided to its end, so that nothing waits for
 * a text that may never come. Of what goes across, the part that has been shown stays, and the rest is changed.
 */
export function acrossTexts(open: OpenSource): OpenSource {
  return (onHit, channel, goesOn) => (goesOn ? createAcross(open, onHit, channel) : open(onHit, channel))
}

function createAcross(open: OpenSource, ...[onHit, channel]: Parameters<OpenSource>): FilterScanner {
  /** How much the scanner has read of the texts before. Nobody is told again of what lies there. */
  let shown = 0
  const scanner = open((hit) => {
    if (hit.end > shown) onHit(hit)
  }, channel)
  /** What was read since the last change, the texts before included. */
  let tail = ''
  /** How much of this text was read. */
  let length = 0

  function resume(): void {
    shown = Number.POSITIVE_INFINITY
    for (tail = tail.slice(-longestTail); tail !== ''; ) {
      const { blockedBy } = scanner.push(tail)
      if (blockedBy === undefined) break
      // It was let pass in a longer text: in this one its beginning is missing.
      scanner.flush()
      tail = tail.slice(Math.max(1, blockedBy.end))
    }
    shown = tail.length
  }

  function toText({ safe, edits, blockedBy }: Cut): Cut {
    const own = edits.filter(({ end }) => end > shown)
    const moved = own.map(({ start, end, rule }) => ({ start: Math.max(0, start - shown), end: end - shown, rule }))
    return { safe: Math.max(0, safe - shown), edits: moved, blockedBy }
  }

  function remember(text: string, { edits }: Cut): void {
    tail += text
    const last = edits.at(-1)
    // What was changed is not there any more: nothing can go on from it.
    if (last !== undefined) tail = last.end < length ? tail.slice(last.end - length) : ''
    else if (tail.length > 4 * longestTail) tail = tail.slice(-longestTail)
  }

  return {
    push(text) {
      if (length === 0 && tail !== '') resume()
      length += text.length
      const cut = shown === 0 ? scanner.push(text) : toText(scanner.push(text))
      remember(text, cut)
      return cut
    },
    flush() {
      const cut = toText(scanner.flush())
      remember('', cut)
      length = 0
      shown = 0
      return cut
    },
  }
}
