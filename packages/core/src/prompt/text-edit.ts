/** A stretch of a text that is replaced. */
export interface TextEdit<Kind extends string = string> {
  readonly kind: Kind
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** A replacement that was made: where it is in the new text, and what stood there. */
export interface MadeEdit<Kind extends string = string> {
  readonly kind: Kind
  /** Where the replacement begins in the shortened text. */
  readonly start: number
  /** Where it ends there; the same place for what was left out. */
  readonly end: number
  /** What stood there before. */
  readonly original: string
}

/** Makes edits, which stand in order and apart from each other. */
export function applyEdits<Kind extends string>(
  text: string,
  edits: readonly TextEdit<Kind>[],
): { text: string; made: readonly MadeEdit<Kind>[] } {
  const parts: string[] = []
  const made: MadeEdit<Kind>[] = []
  let done = 0
  let length = 0
  for (const { kind, start, end, replacement } of edits) {
    parts.push(text.slice(done, start), replacement)
    length += start - done
    made.push({ kind, start: length, end: length + replacement.length, original: text.slice(start, end) })
    length += replacement.length
    done = end
  }
  parts.push(text.slice(done))
  return { text: parts.join(''), made }
}

/** Takes edits back, which stand in the order in which they were made. */
export function revertEdits(text: string, made: readonly MadeEdit[]): string {
  const parts: string[] = []
  let done = 0
  for (const { start, end, original } of made) {
    parts.push(text.slice(done, start), original)
    done = end
  }
  parts.push(text.slice(done))
  return parts.join('')
}
