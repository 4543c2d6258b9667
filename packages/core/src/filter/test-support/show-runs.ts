import type { Span } from '../detector.ts'
import type { FilterRule } from '../filter-rule.ts'

/** What a rule's detector finds in a text that comes whole. */
export function findInText(rule: FilterRule, text: string): Span[] {
  return findInPieces(rule, [text])
}

/** What a rule's detector finds in a text that comes in pieces: the plainest way to show it the runs that it wants to see. */
export function findInPieces({ detector }: FilterRule, pieces: readonly string[]): Span[] {
  if (detector === undefined) throw new RangeError('the rule has no detector')
  const { minLength, maxLength, trigger, context = 1 } = detector
  const [ascii, other] = typeof detector.chars === 'string' ? [detector.chars] : detector.chars
  const text = Array.from(pieces.join('').split(''), toAscii).join('')
  const found: Span[] = []
  let at = 0
  /** Where the run begins that goes on; -1 without one. */
  let start = -1

  const before = () => text.slice(Math.max(0, start - context), start)
  const show = (end: number) => {
    const run = text.slice(start, end)
    const isShown = run.length >= minLength && (!trigger || Array.from(trigger).some((sign) => run.includes(sign)))
    if (!isShown) return
    for (const span of detector.find(run, before(), text.charAt(end))) {
      found.push({ start: start + span.start, end: start + span.end })
    }
  }
  const cut = (end: number) => {
    const keep = start < 0 ? 0 : (detector.live?.(text.slice(start, end), before()) ?? 0)
    if (keep === 0) return
    show(start + keep)
    start += keep
  }

  for (const { length } of pieces) {
    for (const end = at + length; at < end; at += 1) {
      if (!ascii.includes(text.charAt(at)) && !(other && text.charCodeAt(at) > 0x7f)) {
        if (start >= 0) show(at)
        start = -1
        continue
      }
      if (start < 0) start = at
      if (at + 1 - start >= maxLength) cut(at + 1)
      if (at + 1 - start >= maxLength) throw new Error('holds back too much')
    }
    cut(at)
  }
  if (start >= 0) show(at)
  return found
}

function toAscii(unit: string): string {
  const code = unit.charCodeAt(0)
  if (code > 0xff00 && code < 0xff5f) return String.fromCharCode(code - 0xfee0)
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return '-'
  return code === 0xa0 || code === 0x3000 ? ' ' : unit
}
