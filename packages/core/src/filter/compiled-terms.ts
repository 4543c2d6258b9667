import { createAlphabet, wordSymbols } from './alphabet.ts'
import { type Automaton, openers } from './compile-terms.ts'
import type { NormalizeOptions } from './normalize-options.ts'

const magic = 0x534c4631
const headSize = 10

/** Compiled terms as bytes: a head of 32-bit numbers, then the parts. `key` says what they were made for. */
export function writeCompiled(
  { alphabet, states, endings, terms, gaps, longest, rules }: Automaton,
  key: string,
): Uint8Array {
  const parts = [Int32Array.from(alphabet.codes), states, endings, terms, gaps]
  const sizes = parts.map(({ length }) => length)
  const all = new Int32Array(sizes.reduce((sum, size) => sum + size, headSize))
  all.set([magic, 0, hash(key), longest, rules, ...sizes])
  let at = headSize
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  all[1] = sum(all)
  return new Uint8Array(all.buffer)
}

/** @throws RangeError for bytes that are no compiled terms, are damaged, or were made for another `key`. */
export function readCompiled(bytes: Uint8Array, key: string, normalize: NormalizeOptions): Automaton {
  const all = new Int32Array(bytes.slice(0, bytes.length - (bytes.length % 4)).buffer)
  const [first, check, made, longest = 0, rules = 0, codes = 0, states = 0, endings = 0, terms = 0, gaps = 0] = all
  if (first !== magic || all.length !== headSize + codes + states + endings + terms + gaps || sum(all) !== check) {
    throw new RangeError('createFilter: compiled holds no compiled terms, or they are damaged')
  }
  if (made !== hash(key)) throw new RangeError('createFilter: compiled was made for other rules or options')
  let at = headSize
  const take = (size: number) => {
    at += size
    return all.subarray(at - size, at)
  }
  const alphabet = createAlphabet(normalize, Array.from(take(codes)))
  const words = wordSymbols(alphabet.codes)
  const parts = { states: take(states), endings: take(endings), terms: take(terms), gaps: take(gaps) }
  return { alphabet, ...parts, words, opens: openers(parts.states, words), longest, rules }
}

/** FNV-1a (Fowler, Noll, Vo) over all numbers but the second, which is the place for it. */
function sum(numbers: Int32Array): number {
  let value = 0x811c9dc5
  for (let at = 0; at < numbers.length; at++) if (at !== 1) value = Math.imul(value ^ (numbers[at] ?? 0), 0x01000193)
  return value
}

function hash(text: string): number {
  return sum(Int32Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)))
}
