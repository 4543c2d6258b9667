import { looksLike } from './look-alikes.ts'

// What a character is that no term has a letter for. Numbers from `firstSymbol` on are what terms consist of.
/** Not looked at yet. */
export const unseen = 0
/** Of a script that terms do not use, or of none: ends every term and is no part of a word. */
export const other = 1
/** A letter or a digit that no term has: ends every term and belongs to a word. */
export const word = 2
/** Ends a sentence or a line: nothing is looked for beyond it. */
export const stop = 3
/** Punctuation and emoji: may stand within a term. */
export const joiner = 4
/** Stands between words, too: within a term only if something stands between all its characters. */
export const pause = 5
export const space = 6
/** Takes no room, such as joiners of zero width and controls. */
export const invisible = 7
/** A mark on the character before, such as an accent. */
export const mark = 8
/** Half of a character, or one that stands for several. */
export const several = 9
export const firstSymbol = 16

const stops = ',!?;。،؛؟।\n\r\v\f\x85\u2028\u2029'
const pauses = '、､﹑：…⋯—'
// Each looks at a few characters.
const isSpace = /^[\p{Zs}\t]/u
const isInvisible = /^[\p{Cc}\p{Cf}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u
const isMark = /^[\p{M}\p{Emoji_Modifier}]/u
const isLetter = /[\p{L}\p{N}\p{M}]/u
const isSign = /^[\p{P}\p{S}]/u
const isPicture = /^[\p{Extended_Pictographic}\p{Regional_Indicator}]/u

/** What a character counts as. */
export interface Folded {
  /** One of the numbers above; `word` where it stands for letters. */
  readonly kind: number
  /** The letters and digits that it stands for. */
  readonly text: string
  /** Whether it may be meant as a picture and not as its letters. */
  readonly isEmoji: boolean
}

/** Folds width, case, accents, compatibility forms of Unicode (NFKC) and look-alikes of Latin letters. */
export function fold(character: string): Folded {
  const code = character.codePointAt(0) ?? 0
  // Chinese characters and Hangul syllables stand for themselves: most of all there are.
  if ((code >= 0x3400 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4)) return folded(word, character)
  const plain = character.normalize('NFKC')
  if (pauses.includes(character)) return folded(pause)
  if (stops.includes(plain[0] ?? '')) return folded(stop)
  if (isSpace.test(character)) return folded(space)
  if (isInvisible.test(character)) return folded(invisible)
  if (isMark.test(character) && isDetached(code)) return folded(mark)
  const text = lettersOf(character, code)
  const isEmoji = isPicture.test(character)
  if (isLetter.test(text)) return folded(word, text, isEmoji)
  return folded(isEmoji || isSign.test(character) ? joiner : other)
}

function folded(kind: number, text = '', isEmoji = false): Folded {
  return { kind, text, isEmoji }
}

/** Whether letters mean the same without this mark: not so in Indic scripts and Thai, whose vowels are marks. */
function isDetached(code: number): boolean {
  return code < 0x700 || (code >= 0x1ab0 && code < 0x1b00) || (code >= 0x1dc0 && !(code >= 0xa000 && code < 0xfe00))
}

function lettersOf(character: string, code: number): string {
  // Letters in squares and circles, and those of flags: no normal form knows what they stand for.
  const inSquare = code >= 0x1f1e6 ? code - 0x1f1e6 : (code - 0x1f150) % 32
  if (code >= 0x1f150 && code < 0x1f200 && inSquare < 26) return String.fromCharCode(0x61 + inSquare)
  const lower = looksLike(character).normalize('NFKC').toLowerCase().normalize('NFKC')
  // Accents are taken from letters of Europe only.
  const isEuropean = lower < '\u0600' || (lower >= '\u1e00' && lower < '\u2000')
  if (!isEuropean) return looksLike(lower)
  let letters = ''
  for (const letter of lower.normalize('NFD')) if (!isMark.test(letter)) letters += looksLike(letter)
  return letters
}

/** Whether words of this script stand between spaces: all but those of East and South-East Asia. */
export function isWordCode(code: number): boolean {
  if (code >= 0x2e80) return false
  const hasNoSpaces =
    (code >= 0xe00 && code < 0xf00) || (code >= 0x1000 && code < 0x10a0) || (code >= 0x1780 && code < 0x1800)
  return !hasNoSpaces && isLetter.test(String.fromCharCode(code))
}
