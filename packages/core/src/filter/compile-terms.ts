import { type Alphabet, createAlphabet, wordSymbols } from './alphabet.ts'
import type { NormalizeOptions } from './normalize-options.ts'

/** A phrase to find. */
export interface TermSource {
  readonly text: string
  /** Which rule it belongs to; -1 for phrases that are allowed. */
  readonly rule: number
  readonly isWholeWord: boolean
  /** Where it comes from, for errors. */
  readonly name: string
}

/** Terms as an Aho-Corasick automaton, laid out as a double array (Aho and Corasick 1975; Aoe 1989). */
export interface Automaton {
  readonly alphabet: Alphabet
  /** What there is to each state, `stateSize` numbers. A state is known by the place of its first number; 0 is none. */
  readonly states: Int32Array
  /** What is asked less often, at the same places: `ending`, `shorter` and `suffix`. */
  readonly endings: Int32Array
  /** What there is to each term, `termSize` numbers. The first is none. */
  readonly terms: Int32Array
  /** Before which symbols of a term something has to stand: lists that end with 0. */
  readonly gaps: Int32Array
  /** By symbol: whether it belongs to words that stand between spaces. */
  readonly words: Uint8Array
  /** By symbol: 1 if a term may begin with it where it is not the first of a word. */
  readonly opens: Uint8Array
  /** The symbols of the longest term. */
  readonly longest: number
  /** How many rules the terms belong to, what is allowed counted as one. */
  readonly rules: number
}

/** Small enough for four states to share a line of a processor's cache: most of the time goes into fetching those. */
export const stateSize = 4
/** The state before the first symbol. */
export const root = 1 * stateSize
// The first number of a state says where its successors are: that by a symbol is at `to + symbol * stateSize`, if that is from here.
export const from = 1
/** Where to go on if nothing follows, within a word and where nothing was passed over: suffixes that begin there are left out if nothing can. */
export const leap = 2
/** What is to come, as the bits that follow, and from `depthBits` on the number of symbols that led here. */
export const outlook = 3

/** A term goes on from here. */
export const goesOn = 1
/** One of them does not have to begin where a word does. */
export const anywhere = 2
/** One of them has gaps. */
export const gapped = 4
/** The next symbol of one of them belongs to no word. */
export const leavesWord = 8
/** A term ends here, or further on the way of `suffix`. */
export const hasEnding = 16
export const depthBits = 5

// In `endings`.
/** The first of the terms that end here. */
export const ending = 0
/** The next state on the way of `suffix` at which terms end. */
export const shorter = 1
/** The state of the longest suffix that begins a term. */
export const suffix = 2

// What there is to a term.
export const length = 0
export const ruleOf = 1
/** Bit 1: it begins with a word, bit 2: it ends with one. */
export const borders = 2
/** Another term of the same symbols. */
export const same = 3
/** Where its list of gaps begins. */
export const gapsAt = 4
const termSize = 5

/** @throws RangeError for a term of which nothing is left, or that is too long. */
export function compileTerms(
  sources: readonly TermSource[],
  normalize: NormalizeOptions,
  maxLength: number,
): Automaton {
  const alphabet = createAlphabet(normalize)
  const spelled = sources.map(({ text, name }, at) => {
    const { symbols, gaps } = alphabet.spell(text)
    if (symbols === '') throw new RangeError(`createFilter: ${name} has no letters, digits or signs to look for`)
    if (symbols.length > maxLength) throw new RangeError(`createFilter: ${name} is longer than ${maxLength} characters`)
    return { symbols, gaps, term: (at + 1) * termSize }
  })
  const words = wordSymbols(alphabet.codes)
  const gaps = [0]
  const terms = new Int32Array((sources.length + 1) * termSize)
  for (const [at, { symbols, gaps: places, term }] of spelled.entries()) {
    const { rule = 0, isWholeWord = false } = sources[at] ?? {}
    const starts = isWholeWord && words[symbols.charCodeAt(0)] ? 1 : 0
    const stops = isWholeWord && words[symbols.charCodeAt(symbols.length - 1)] ? 2 : 0
    terms.set([symbols.length, rule, starts | stops, 0, places.length === 0 ? 0 : gaps.length], term)
    if (places.length > 0) gaps.push(...places, 0)
  }
  // Not by locale: only equal beginnings have to be neighbours.
  spelled.sort((a, b) => (a.symbols < b.symbols ? -1 : a.symbols > b.symbols ? 1 : 0))
  const longest = spelled.reduce((most, { symbols }) => Math.max(most, symbols.length), 0)
  const [states, endings] = layOut(spelled, terms, words)
  return {
    alphabet,
    states,
    endings,
    terms,
    gaps: Int32Array.from(gaps),
    words,
    opens: openers(states, words),
    longest,
    rules: new Set(sources.map(({ rule }) => rule)).size,
  }
}

interface SpelledTerm {
  readonly symbols: string
  readonly term: number
}

/** The symbols that terms may begin with within words. */
export function openers(states: Int32Array, words: Uint8Array): Uint8Array {
  return words.map((_, symbol) => {
    const state = (states[root] ?? 0) + symbol * stateSize
    return states[state + from] === root && ((states[state + outlook] ?? 0) & (anywhere | hasEnding)) !== 0 ? 1 : 0
  })
}

/** Builds the states from sorted terms, level by level, so that those of suffixes are there before they are needed. */
function layOut(spelled: readonly SpelledTerm[], terms: Int32Array, words: Uint8Array): [Int32Array, Int32Array] {
  let states = new Int32Array(stateSize * 4_096)
  // Beyond all symbols, so that every place from here on can be any symbol's.
  let free = words.length * stateSize
  let wide = free
  let last = free
  const queue = [{ state: root, low: 0, high: spelled.length, level: 0, first: 0 }]
  const at = (place: number) => states[place] ?? 0

  for (const entry of queue) {
    const { state, level, high } = entry
    let { low } = entry
    for (; low < high && spelled[low]?.symbols.length === level; low++) {
      const term = spelled[low]?.term ?? 0
      terms[term + same] = entry.first
      entry.first = term
    }
    const offsets: number[] = []
    const starts: number[] = []
    let hopes = 0
    for (let next = low; next < high; next++) {
      const { symbols = '', term = 0 } = spelled[next] ?? {}
      const symbol = symbols.charCodeAt(level)
      if (symbol * stateSize !== offsets.at(-1)) {
        offsets.push(symbol * stateSize)
        starts.push(next)
      }
      const isBound = ((terms[term + borders] ?? 0) & 1) !== 0
      const isGapped = terms[term + gapsAt] !== 0
      hopes |= goesOn | (isBound ? 0 : anywhere) | (isGapped ? gapped : 0) | (words[symbol] ? 0 : leavesWord)
    }
    states[state + outlook] = hopes | (level << depthBits)
    if (offsets.length === 0) continue
    const base = room(offsets)
    states[state] = base
    for (const [index, offset] of offsets.entries()) {
      const child = base + offset
      last = Math.max(last, child)
      states[child + from] = state
      states[child + leap] = state === root ? root : step(at(state + leap), offset)
      const [begin = low, end = high] = [starts[index], starts[index + 1]]
      queue.push({ state: child, low: begin, high: end, level: level + 1, first: 0 })
    }
  }
  const end = last + (words.length + 1) * stateSize
  const endings = new Int32Array(end)
  // After all else, and the shorter ones first: what is so of a suffix is known before it is asked.
  for (const { state, first, low, level } of queue) {
    const next = at(state + leap)
    const view = at(next + outlook)
    const hasShorter = (view & hasEnding) !== 0
    const shorter = hasShorter ? (endings[next] ? next : (endings[next + 1] ?? 0)) : 0
    endings.set([first, shorter, next], state)
    if (first !== 0 || shorter !== 0) states[state + outlook] = at(state + outlook) | hasEnding
    // Until here the suffix itself. It is left out if it begins within a word, and nothing that may do so goes on from it.
    const before = spelled[low]?.symbols.charCodeAt(level - (view >> depthBits) - 1) ?? 0
    if (next > root && (view & anywhere) === 0 && words[before]) states[state + leap] = at(next + leap)
  }
  return [states.slice(0, end), endings]

  function step(start: number, offset: number): number {
    for (let state = start; state !== 0; state = at(state + leap)) {
      const next = at(state) + offset
      if (at(next + from) === state) return next
    }
    return root
  }

  /** Where there is room for successors at all these offsets. */
  function room(offsets: readonly number[]): number {
    const [first = 0] = offsets
    while (at(free + from) !== 0) free += stateSize
    wide = Math.max(wide, free)
    let place = offsets.length === 1 ? free : wide
    for (let tries = 1; !offsets.every((offset) => at(place - first + offset + from) === 0); tries++) {
      place += stateSize
      // What is left before has been too narrow for long: it is not looked at again.
      if (tries % 32 === 0) wide = place
    }
    const end = place - first + (offsets.at(-1) ?? 0) + stateSize
    if (end > states.length) {
      const larger = new Int32Array(Math.max(end, states.length * 2))
      larger.set(states)
      states = larger
    }
    return place - first
  }
}
