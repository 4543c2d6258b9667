// What a UTF-16 unit can be. Up to `hangul` a kind is a feature too; the counter relies on the order.
export const digit = 0
export const blank = 1
const mark = 2
const lineBreak = 3
export const symbol = 4
export const han = 5
/** A Han character that simplified Chinese does not write. */
export const traditional = 6
const wide = 7
/** Hiragana, and the letters of scripts without a feature of their own: tokenizers know few words of either. */
const hiragana = 8
const katakana = 9
const hangul = 10
const pair = 11
const joiner = 12
export const silent = 13
export const lower = 14
const upper = 15

// Where a kind begins; it goes on to the next. What is rare goes with its neighbours.
const starts: readonly (readonly [number, number])[] = [
  // Control characters are as rare as symbols, and as dear.
  [0, symbol],
  [0x09, blank],
  [0x0a, lineBreak],
  [0x0e, symbol],
  [0x20, blank],
  [0x21, mark],
  [0x30, digit],
  [0x3a, mark],
  [0x41, upper],
  [0x5b, mark],
  [0x61, lower],
  [0x7b, mark],
  [0x80, symbol],
  [0xc0, lower],
  [0x250, hiragana],
  // What hardly anybody writes is spelt byte by byte: here accents by themselves, Ethiopic to runes, later braille and old Han.
  [0x300, pair],
  [0x370, hiragana],
  [0x1200, pair],
  [0x1780, hiragana],
  // What joins emoji is among spaces of many widths.
  [0x2000, joiner],
  [0x2010, wide],
  [0x2028, symbol],
  // Lines and boxes come in rows, as marks do.
  [0x2500, mark],
  [0x25a0, symbol],
  [0x2800, pair],
  [0x2900, symbol],
  [0x3000, wide],
  [0x3040, hiragana],
  [0x30a0, katakana],
  [0x3400, pair],
  [0x4e00, han],
  // The radicals that simplified Chinese writes otherwise: 糸 言 貝 金 門 頁.
  [0x7d00, traditional],
  [0x7e9b, han],
  [0x8a08, traditional],
  [0x8ba0, han],
  [0x8c9d, traditional],
  [0x8d17, han],
  [0x91d2, traditional],
  [0x9480, han],
  [0x9577, traditional],
  [0x95e6, han],
  [0x9801, traditional],
  [0x9875, han],
  [0xa000, pair],
  [0xac00, hangul],
  [0xd800, pair],
  // The second half of a pair.
  [0xdc00, silent],
  [0xe000, pair],
  [0xfe00, joiner],
  [0xfe10, wide],
]

/** The kind of every UTF-16 unit: one look-up a unit makes counting fast (bench/tokens). */
export const unitKinds = /* @__PURE__ */ classify()

function classify(): Uint8Array {
  const kinds = new Uint8Array(0x10000)
  for (const [start, kind] of starts) kinds.fill(kind, start)
  return kinds
}
