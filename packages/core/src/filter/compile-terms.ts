import { type Alphabet, createAlphabet } from './alphabet.ts'
import { firstSymbol, isWordCode } from './fold.ts'
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
  /** What there is to each term, `termSize` numbers. The first is none. */
  readonly terms: Int32Array
  /** Before which symbols of a term something has to stand: lists that end with 0. */
  readonly gaps: Int32Array
  /** The symbols of the longest term. */
  readonly longest: number
}

export const stateSize = 8
/** The state before the first symbol. */
export const root = stateSize
// The first number of a state says where its successors are: that by a symbol is at `to + symbol * stateSize`, if that is from here.
export const from = 1
/** The state of the longest suffix that begins a term. */
export const fail = 2
/** The first of the terms that end here. */
export const ends = 3
/** The next state on the way of `fail` at which terms end. */
export const shorter = 4
export const depth = 5
/** What is still to come: `goesOn` and the others. */
export const hopes = 6

/** A term goes on from here. */
export const goesOn = 1
/** One of them does not have to begin where a word does. */
export const anywhere = 2
/** One of them has gaps. */
export const gapped = 4

// What there is to a term.
export const length = 0
export const ruleOf = 1
/** Bit 1: it begins with a word, bit 2: it ends with one. */
export const borders = 2
/** Another term of the same symbols. */
export const same = 3
/** Where its list of gaps begins. */
export const gapsAt = 4
export const termSize = 5

/** @throws RangeError for a term of which nothing is left, or that is too long. */
export function compileTerms(
  sources: readonly TermSource[],
  normalize: NormalizeOptions,
  maxLength: number,
): Automaton {
  const alphabet = createAlphabet(normalize)
  const gaps = [0]
  const terms = new Int32Array((sources.length + 1) * termSize)
  const isWord = (symbol: number) => isWordCode(alphabet.codes[symbol - firstSymbol] ?? 0)
  let longest = 0
  const spelled = sources.map(({ text, rule, isWholeWord, name }, at) => {
    const { symbols, gaps: places } = alphabet.spell(text)
    if (symbols === '') throw new RangeError(`createFilter: ${name} has no letters, digits or signs to look for`)
    if (symbols.length > maxLength) throw new RangeError(`createFilter: ${name} is longer than ${maxLength} characters`)
    longest = Math.max(longest, symbols.length)
    const starts = isWholeWord && isWord(symbols.charCodeAt(0)) ? 1 : 0
    const stops = isWholeWord && isWord(symbols.charCodeAt(symbols.length - 1)) ? 2 : 0
    terms.set([symbols.length, rule, starts | stops, 0, places.length === 0 ? 0 : gaps.length], (at + 1) * termSize)
    if (places.length > 0) gaps.push(...places, 0)
    return { symbols, term: at + 1 }
  })
  // Not by locale: only equal beginnings have to be neighbours.
  spelled.sort((a, b) => (a.symbols < b.symbols ? -1 : a.symbols > b.symbols ? 1 : 0))
  return {
    alphabet,
    states: layOut(spelled, terms, alphabet.codes.length),
    terms,
    gaps: Int32Array.from(gaps),
    longest,
  }
}

interface SpelledTerm {
  readonly symbols: string
  readonly term: number
}

/** Builds the states from sorted terms, level by level, so that those on the way of `fail` are there before they are needed. */
function layOut(spelled: readonly SpelledTerm[], terms: Int32Array, symbols: number): Int32Array {
  let states = new Int32Array(stateSize * 4_096)
  let free = 2 * stateSize
  let free2 = free
  let last = free
  const queue = [{ state: root, low: 0, high: spelled.length, level: 0 }]
  const at = (place: number) => states[place] ?? 0

  for (const { state, level, high, ...begin } of queue) {
    let { low } = begin
    for (; low < high && spelled[low]?.symbols.length === level; low++) {
      const term = (spelled[low]?.term ?? 0) * termSize
      terms[term + same] = at(state + ends)
      states[state + ends] = term
    }
    const offsets: number[] = []
    const starts: number[] = []
    for (let next = low; next < high; next++) {
      const { symbols = '', term = 0 } = spelled[next] ?? {}
      const offset = symbols.charCodeAt(level) * stateSize
      if (offset !== offsets.at(-1)) {
        offsets.push(offset)
        starts.push(next)
      }
      const isBound = (terms[term * termSize + borders] ?? 0) & 1
      const isGapped = terms[term * termSize + gapsAt]
      states[state + hopes] = at(state + hopes) | goesOn | (isBound ? 0 : anywhere) | (isGapped ? gapped : 0)
    }
    if (offsets.length === 0) continue
    const base = room(offsets)
    states[state] = base
    for (const [index, offset] of offsets.entries()) {
      const child = base + offset
      last = Math.max(last, child)
      states[child + from] = state
      states[child + depth] = level + 1
      const suffix = state === root ? root : step(at(state + fail), offset)
      states[child + fail] = suffix
      queue.push({ state: child, low: starts[index] ?? low, high: starts[index + 1] ?? high, level: level + 1 })
    }
  }
  // Later than the states themselves: the terms of a suffix may be laid out after it has been pointed to.
  for (const { state } of queue) {
    const suffix = at(state + fail)
    states[state + shorter] = at(suffix + ends) ? suffix : at(suffix + shorter)
  }
  return states.slice(0, last + (symbols + firstSymbol + 1) * stateSize)

  function step(start: number, offset: number): number {
    for (let state = start; state !== 0; state = at(state + fail)) {
      const next = at(state) + offset
      if (at(next + from) === state) return next
    }
    return root
  }

  /** Where there is room for successors at all these offsets. */
  function room(offsets: readonly number[]): number {
    const [first = 0] = offsets
    while (at(free + from) !== 0) free += stateSize
    if (free2 < free) free2 = free
    let place = Math.max(offsets.length === 1 ? free : free2, first + 2 * stateSize)
    for (let tries = 1; !offsets.every((offset) => at(place - first + offset + from) === 0); tries++) {
      place += stateSize
      // What is left before has been too narrow for long: not looked at again.
      if (tries % 64 === 0) free2 = place
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
