import { firstSymbol, fold, invisible, isWordCode, joiner, mark, other, several, stop, word } from './fold.ts'
import type { NormalizeOptions } from './normalize-options.ts'

/** What the characters of texts are to a set of terms: a symbol each, or a kind of `fold.ts`. */
export interface Alphabet {
  /** By UTF-16 unit. What is `unseen` is filled in by `look`. */
  readonly units: Uint16Array
  look(unit: number): number
  /** The same for characters beyond the first 65,536. */
  lookFar(code: number): number
  /** What a character stands for that is `several`. */
  lookAll(code: number): Several
  /** A term as a text of symbols. What is missing of them is added to the alphabet. */
  spell(term: string): Spelled
  /** The characters that have symbols, in the order of these. */
  readonly codes: readonly number[]
}

export interface Several {
  readonly symbols: readonly number[]
  /** Its kind where its symbols lead nowhere; 0 if it has none. For emoji that are letters, and signs that terms begin or end with. */
  readonly otherwise: number
}

export interface Spelled {
  readonly symbols: string
  /** Before which symbols something has to stand, such as a space. */
  readonly gaps: readonly number[]
}

// What a process remembers of emoji, letters of mathematics and the like.
const mostFar = 0x1_0000
/** What `wordSymbols` has for letters of words. */
export const inWord = 8
const leetPairs = { from: '01345789@$!|+l', to: 'oieastbgasiiti' }

/** An alphabet that grows with the terms that it spells, or goes on from the `codes` of one that has been kept. */
export function createAlphabet({ variants = [], leet }: NormalizeOptions, saved: readonly number[] = []): Alphabet {
  const units = new Uint16Array(0x1_0000)
  const codes = [...saved]
  const symbols = new Map(codes.map((code, at) => [code, firstSymbol + at]))
  const pairs = leet ? [...variants, leetPairs] : variants
  const stands = new Map(pairs.flatMap(({ from, to }) => Array.from(from, (letter, at) => [letter, to.charAt(at)])))
  /** As many as Unicode has of them: some two thousand. */
  const remembered = new Map<number, Several>()
  const far = new Map<number, number>()
  /** The characters of terms: as many as those have. */
  const spelled = new Map<string, ReturnType<typeof read>>()

  function read(character: string) {
    const plain = character.normalize('NFKC')
    const { kind, text, isEmoji } = fold(stands.get(plain) ?? character)
    return { plain, kind, isEmoji, letters: Array.from(text, (letter) => stands.get(letter) ?? letter) }
  }

  function find(character: string): Several {
    const { plain, kind, isEmoji, letters } = read(character)
    if (kind === word) {
      // One character may stand for eighteen: what leads nowhere counts once.
      return { symbols: letters.map(symbolOf).filter(isNext), otherwise: isEmoji ? joiner : 0 }
    }
    const sign = symbols.get(codeOf(plain))
    return { symbols: [sign ?? kind], otherwise: sign === undefined ? 0 : kind }
  }

  function onlyOne(code: number): number {
    const { symbols: all, otherwise } = find(String.fromCodePoint(code))
    const [symbol = other] = all
    return all.length === 1 && otherwise === 0 ? symbol : several
  }

  function symbolOf(letter: string): number {
    const code = codeOf(letter)
    const { kind } = fold(letter)
    return symbols.get(code) ?? (kind !== word ? kind : isWordCode(code) ? word : other)
  }

  function add(letter: string): string {
    const code = codeOf(letter)
    let symbol = symbols.get(code)
    if (symbol === undefined) {
      symbol = firstSymbol + codes.length
      codes.push(code)
      symbols.set(code, symbol)
    }
    return String.fromCharCode(symbol)
  }

  return {
    units,
    codes,
    look(unit) {
      const isHalf = unit >= 0xd800 && unit < 0xe000
      const symbol = isHalf ? several : onlyOne(unit)
      units[unit] = symbol
      return symbol
    },
    lookFar(code) {
      // Rare Chinese characters stand for themselves, and what has not been given away for nothing.
      if (code >= 0x20000 && code < 0xe0000 && (code < 0x2f800 || code >= 0x2fa20)) return symbols.get(code) ?? other
      const known = far.get(code) ?? onlyOne(code)
      if (far.size < mostFar) far.set(code, known)
      return known
    },
    lookAll(code) {
      const known = remembered.get(code) ?? find(String.fromCodePoint(code))
      remembered.set(code, known)
      return known
    },
    spell(term) {
      const parts = Array.from(term, (character) => {
        const part = spelled.get(character) ?? read(character)
        spelled.set(character, part)
        return part
      })
      const first = parts.findIndex(isLetter)
      const last = parts.findLastIndex(isLetter)
      const isLatin = parts.every(({ letters }) => letters.every((letter) => isWordCode(codeOf(letter))))
      const gaps = new Set<number>()
      let text = ''
      parts.forEach(({ plain, kind, letters }, at) => {
        const isInside = at > first && at < last
        if (kind === mark || kind === invisible) return
        // What is said in Chinese is meant with or without what stands around it, and so are quotes. `c++` and `.net` are not.
        const isMeant = isInside ? kind === stop : isLatin && kind === joiner && !(first >= 0 && isAround.test(plain))
        if (isMeant || (first < 0 && kind === stop)) text += add(plain)
        else if (kind !== word) isInside && gaps.add(text.length)
        for (const letter of letters) {
          if (symbols.has(codeOf(letter)) || fold(letter).kind === word) text += add(letter)
          else gaps.add(text.length)
        }
      })
      return { symbols: text, gaps: [...gaps].filter((gap) => gap > 0 && gap < text.length) }
    },
  }
}

/** By symbol or kind: 8 for what belongs to words that stand between spaces. */
export function wordSymbols(codes: readonly number[]): Uint8Array {
  const words = new Uint8Array(firstSymbol + codes.length)
  words[word] = inWord
  for (const [at, code] of codes.entries()) words[firstSymbol + at] = isWordCode(code) ? inWord : 0
  return words
}

function isNext(symbol: number, at: number, symbols: readonly number[]): boolean {
  return symbol >= firstSymbol || symbol !== symbols[at - 1]
}

// Quotes and brackets. Looks at a few characters.
const isAround = /^[\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'<>\x60]/u

function isLetter({ kind }: { kind: number }): boolean {
  return kind === word
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
