import { asciiSet } from './ascii-set.ts'
import type { Detector, Span } from './detector.ts'
import { endsEscape, isNearEscape, longestEscape } from './ends-escape.ts'
import type { KeyPart } from './key-formats.ts'
import { wordChars } from './value-detector.ts'
import { walkDetector } from './walk-detector.ts'

export interface KeyShape {
  readonly formats: readonly KeyPart[]
  /** What may stand neither before a key nor after it. */
  readonly letters: string
  /** What counts of something that has the form of a key, if anything does. */
  readonly spanOf: (run: string, start: number, end: number, format: KeyPart) => Span | undefined
}

/** An alphabet, and the last stretch of its characters that was seen. */
interface Stretch {
  readonly has: Uint8Array
  start: number
  end: number
}

interface Part extends KeyPart {
  readonly stretch: Stretch
  readonly next: Part | undefined
}

/** How prefixes begin, character by character; `formats` have theirs complete. */
interface Branch {
  readonly branches: Map<number, Branch>
  readonly formats: Part[]
}

// Far longer than most keys may be: where many seem to begin, a run is then looked through once for many of them.
const maxLength = 4_096

/** Finds keys of the given formats, of those that fit the one with the shortest prefix. */
export function keyDetector({ formats, letters, spanOf }: KeyShape): Detector {
  const isLetter = asciiSet(letters)
  const stretches = new Map<string, Stretch>()
  const root: Branch = { branches: new Map(), formats: [] }
  let chars = wordChars
  let firsts = ''
  let minLength = maxLength
  for (const format of formats) {
    let least = 0
    const prepare = (part: KeyPart): Part => {
      const stretch = stretches.get(part.alphabet) ?? { has: asciiSet(part.alphabet), start: 0, end: -1 }
      stretches.set(part.alphabet, stretch)
      chars += part.prefix + part.alphabet
      least += part.prefix.length + part.min
      return { ...part, stretch, next: part.next && prepare(part.next) }
    }
    let branch = root
    for (const character of format.prefix) {
      const code = character.charCodeAt(0)
      const next = branch.branches.get(code) ?? { branches: new Map(), formats: [] }
      branch.branches.set(code, next)
      branch = next
    }
    branch.formats.push(prepare(format))
    firsts += format.prefix.charAt(0) || format.alphabet
    minLength = Math.min(minLength, least)
  }

  const isFirst = asciiSet(firsts)
  const shape = { chars: [...new Set(chars)].join(''), minLength, maxLength, context: longestEscape }
  return walkDetector(shape, (run, before, after, isOpen, found) => {
    for (const stretch of stretches.values()) stretch.end = -1
    let nearEscape = isNearEscape(before, before.length) ? longestEscape : 0
    let previous = before.charCodeAt(before.length - 1) | 0
    for (let at = 0; at < run.length; at++) {
      if (
        isFirst[run.charCodeAt(at)] &&
        (!isLetter[previous] || (at < nearEscape && endsWithEscape(before, run, at)))
      ) {
        const end = keyEnd(run, at, after, isOpen, found)
        if (end < 0) return at
        if (end > 0) {
          at = end - 1
          nearEscape = end + longestEscape
        }
      }
      previous = run.charCodeAt(at)
      if (previous === 92 || previous === 37) nearEscape = at + 1 + longestEscape
    }
    return run.length
  })

  /** Whether what stands before a place ends with an escape. */
  function endsWithEscape(before: string, run: string, at: number): boolean {
    return at < longestEscape ? endsEscape(before + run.slice(0, at), before.length + at) : endsEscape(run, at)
  }

  /** Where a key ends that begins at a place; 0 without one, -1 where more has to come. */
  function keyEnd(run: string, start: number, after: string, isOpen: boolean, found: Span[]): number {
    let branch: Branch | undefined = root
    for (let at = start; branch; at++) {
      for (const format of branch.formats) {
        const end = partEnd(format, run, at, after, isOpen)
        if (end === 0) continue
        const span = end > 0 && spanOf(run, start, end, format)
        if (span) found.push(span)
        return end
      }
      if (at === run.length) return isOpen ? -1 : 0
      branch = branch.branches.get(run.charCodeAt(at))
    }
    return 0
  }

  /** The same from the end of a prefix on. */
  function partEnd({ stretch, min, max, next }: Part, run: string, at: number, after: string, isOpen: boolean): number {
    // Many keys may seem to begin within one stretch: it is measured once.
    if (at < stretch.start || at > stretch.end) {
      stretch.start = at
      stretch.end = at
      while (stretch.end < run.length && stretch.has[run.charCodeAt(stretch.end)]) stretch.end++
    }
    const { end } = stretch
    if (end - at > max) return 0
    if (isOpen && end === run.length) return -1
    if (end - at < min) return 0
    if (next) {
      const rest = run.slice(end, end + next.prefix.length)
      if (rest === next.prefix) return partEnd(next, run, end + rest.length, after, isOpen)
      return isOpen && next.prefix.startsWith(rest) ? -1 : 0
    }
    const code = (run[end] ?? after).charCodeAt(0) | 0
    return isLetter[code] || stretch.has[code] ? 0 : end
  }
}
