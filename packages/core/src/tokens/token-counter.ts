import { type TokenizerFamily, tokenWeights } from './families.ts'

/** Estimates tokens of a text that arrives in pieces. */
export interface TokenCounter {
  /** Takes the next piece; pieces may be cut anywhere. Time and memory depend on the piece alone. */
  add(text: string): void
  /** The estimate for all that was added, unrounded. */
  readonly tokens: number
}

// What a UTF-16 unit can be. The order is that of the columns in `tokenWeights`, as far as one unit can tell.
const other = 0
const upper = 1
const lower = 2
const digit = 3
const punctuation = 4
const lineBreak = 5
const blank = 6
const han = 7
const hiragana = 8
const katakana = 9
const hangul = 10
const wide = 11
const astral = 12
const joiner = 13
const symbol = 14
const silent = 15

// Letters of scripts without a weight of their own (Cyrillic, Greek, Thai, Arabic …): a rough middle of all tokenizers.
const otherLetterWeight = 0.5

/** A counter for one text, by the 14 features of {@link tokenWeights}. */
export function createTokenCounter(family: TokenizerFamily): TokenCounter {
  const weights = tokenWeights[family]
  const [word, digits, marks, breaks, indent, hanUnit, hanRun, hira, kata, hangulUnit, wideUnit, pair, joint, sign] =
    weights
  let tokens = 0
  let before = other
  let run = 0
  let lastUnit = 0

  return {
    add(text) {
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index)
        const kind = unit < 128 ? (asciiKinds[unit] ?? other) : kindOf(unit)
        run = kind === before ? run + 1 : 1
        switch (kind) {
          case upper:
            if (before !== upper) tokens += word
            break
          case lower:
            if (before !== lower && before !== upper) tokens += word
            break
          case digit:
            if (run % 3 === 1) tokens += digits
            break
          case punctuation:
            if (run === 1) tokens += marks
            break
          case lineBreak:
            if (run === 1) tokens += breaks
            break
          case blank:
            if (run === 2) tokens += indent
            break
          case han:
            tokens += run === 1 ? hanUnit + hanRun : hanUnit
            break
          case hiragana:
            tokens += hira
            break
          case katakana:
            tokens += kata
            break
          case hangul:
            tokens += hangulUnit
            break
          case wide:
            tokens += wideUnit
            break
          case astral:
            tokens += pair
            break
          case joiner:
            tokens += joint
            break
          case symbol:
            if (unit !== lastUnit) tokens += sign
            break
          case other:
            tokens += otherLetterWeight
            break
        }
        before = kind
        lastUnit = unit
      }
    },
    get tokens() {
      return tokens
    },
  }
}

const asciiKinds = /* @__PURE__ */ classifyAscii()

function classifyAscii(): Uint8Array {
  const kinds = new Uint8Array(128).fill(silent, 0, 33).fill(punctuation, 33, 127)
  kinds.fill(digit, 0x30, 0x3a).fill(upper, 0x41, 0x5b).fill(lower, 0x61, 0x7b)
  kinds[0x09] = kinds[0x20] = blank
  kinds[0x0a] = kinds[0x0d] = lineBreak
  kinds[0x7f] = silent
  return kinds
}

function kindOf(unit: number): number {
  if (unit >= 0x4e00 && unit <= 0x9fff) return han
  if (unit < 0x250) return unit < 0xc0 || unit === 0xd7 || unit === 0xf7 ? symbol : lower
  if (unit < 0x2000) return other
  if (unit < 0x2c00) return unit === 0x200d ? joiner : unit >= 0x2010 && unit <= 0x2027 ? wide : symbol
  if (unit < 0x3400) return kindOfKana(unit)
  if (unit <= 0x4dbf) return han
  if (unit >= 0xac00 && unit <= 0xd7a3) return hangul
  if (unit >= 0xd800 && unit <= 0xdfff) return unit < 0xdc00 ? astral : silent
  if (unit >= 0xfe00 && unit <= 0xfe0f) return joiner
  return unit >= 0xff00 && unit <= 0xffef ? wide : other
}

function kindOfKana(unit: number): number {
  if (unit >= 0x3000 && unit <= 0x303f) return wide
  if (unit >= 0x3040 && unit <= 0x309f) return hiragana
  return unit >= 0x30a0 && unit <= 0x30ff ? katakana : other
}
