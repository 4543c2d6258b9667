/** A place where a text can be cut, and how good a place it is. */
export interface TextBorder {
  /** Where it is: white space belongs to what stands before it. */
  readonly end: number
  readonly level: BorderLevel
}

/** From 0, where nothing ends, over words, clauses, lines and sentences to paragraphs. */
export type BorderLevel = 0 | 1 | 2 | 3 | 4 | 5

// So that a text without any border is still looked at step by step. Shorter steps leave less to be counted one by one.
const longestStep = 16
// So that a long row of marks or blanks is not read to its end for every piece of it.
const longestRow = 64

const closers = new Set('"\'’”)]}」』）】》〉〕］｝')
const wideEnds = new Set('。！？；｡')
const wideClauses = new Set('，、：…—')
const ends = new Set('.!?')
const clauses = new Set(',;:')

/** The next border after `from`, or a place without one where none is near. Reads the text once. */
export function nextBorder(text: string, from: number): TextBorder {
  const limit = Math.min(text.length, from + longestStep)
  for (let index = from; index < limit; index++) {
    const unit = text.charCodeAt(index)
    if (isSpace(unit)) return afterSpace(text, index, endBefore(text, index))
    if (!mayBeMark(unit)) continue
    const level = levelOf(text, index)
    const after = afterMarks(text, index + 1)
    if (level > 0 && (unit >= 0x80 || text.charCodeAt(after) >= 0x2e80)) return afterSpace(text, after, level)
    index = after - 1
  }
  return { end: isInPair(text, limit) ? limit + 1 : limit, level: 0 }
}

/** Spares most characters a closer look. */
function mayBeMark(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x21 && unit <= 0x3f
  return (unit >= 0x2014 && unit <= 0x2026) || unit === 0x3001 || unit === 0x3002 || unit >= 0xff01
}

/** What a mark ends that needs no space behind it: Chinese ones, and Western ones before Chinese. */
function levelOf(text: string, index: number): BorderLevel {
  const mark = text.charAt(index)
  if (wideEnds.has(mark)) return 4
  if (wideClauses.has(mark) || clauses.has(mark)) return 2
  // A number or a name may hold a point; a sentence of Han characters may not.
  if (mark === '.') return text.charCodeAt(index - 1) >= 0x2e80 ? 4 : 0
  return ends.has(mark) ? 4 : 0
}

/** Where further marks and the quotation marks and brackets that they close are over. */
function afterMarks(text: string, from: number): number {
  let index = from
  const limit = from + longestRow
  for (; index < limit; index++) {
    const mark = text.charAt(index)
    if (!closers.has(mark) && !wideEnds.has(mark) && !wideClauses.has(mark) && !ends.has(mark)) break
  }
  return Math.min(index, text.length)
}

/** The border behind the white space that begins here, if any does. A long one has several: pieces are cut there, too. */
function afterSpace(text: string, from: number, level: BorderLevel): TextBorder {
  let breaks = 0
  let end = from
  const limit = from + longestRow
  for (; end < text.length; end++) {
    if (end >= limit && !isInBreak(text, end)) break
    const unit = text.charCodeAt(end)
    if (!isSpace(unit)) break
    if (unit === 0x0a || (unit === 0x0d && !isInBreak(text, end + 1))) breaks++
  }
  const ofSpace = breaks >= 2 ? 5 : breaks === 1 ? 3 : end > from ? 1 : 0
  return { end, level: ofSpace > level ? ofSpace : level }
}

/** What ends before this space, by the last mark before it. */
function endBefore(text: string, index: number): BorderLevel {
  let last = index - 1
  while (last > index - 8 && closers.has(text.charAt(last))) last--
  const mark = text.charAt(last)
  if (mark === '.') return isAbbreviated(text, last) || isLower(text, index) ? 0 : 4
  if (ends.has(mark)) return isLower(text, index) ? 2 : 4
  return clauses.has(mark) ? 2 : 0
}

// What is mostly followed by a name or a number. At the end of a sentence they are taken for its middle: that joins two.
const abbreviations = /* @__PURE__ */ new Set(
  'mr mrs ms dr prof sr jr st vs etc e.g i.e eg ie cf fig figs no nos vol pp ed eds al approx dept inc ltd co corp gen col capt sgt rev hon jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k'.split(
    ' ',
  ),
)

/** Whether the point at `index` ends an abbreviation or a letter that stands for a name, as in `J. S. Bach`. */
function isAbbreviated(text: string, index: number): boolean {
  let start = index
  while (start > index - 8 && start > 0 && /[A-Za-z.]/.test(text.charAt(start - 1))) start--
  const word = text.slice(start, index)
  return /^[A-Z]$/.test(word) || abbreviations.has(word.toLowerCase())
}

/** Whether what follows the space begins in lower case: then no sentence does. */
function isLower(text: string, index: number): boolean {
  const unit = text.charCodeAt(index + 1)
  return unit >= 0x61 && unit <= 0x7a
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0x3000 || unit === 0xa0 || unit === 0x2028
}

/** Whether the line break of Windows would be cut there. */
function isInBreak(text: string, index: number): boolean {
  return text.charCodeAt(index) === 0x0a && text.charCodeAt(index - 1) === 0x0d
}

function isInPair(text: string, index: number): boolean {
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)]
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000
}
