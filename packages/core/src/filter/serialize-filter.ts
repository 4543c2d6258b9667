import { createAlphabet, wordSymbols } from './alphabet.ts'
import { openers } from './compile-terms.ts'
import { filterOf, programOf, resolveOptions } from './create-filter.ts'
import type { Filter, FilterOptions } from './filter-types.ts'
import type { Program } from './scanner.ts'

const magic = 0x534c4631
const headSize = 11

/**
 * A filter with its terms as they are looked for, to be kept where a process has to start fast. For `deserializeFilter` of the
 * same version.
 *
 * @throws RangeError for what is no filter of `createFilter`.
 */
export function serializeFilter(filter: Filter): Uint8Array {
  const program = programOf(filter)
  if (program === undefined) throw new RangeError('serializeFilter: this is no filter of createFilter')
  const { alphabet, states, endings, terms, gaps, longest, rules } = program.automaton
  const parts = [Int32Array.from(alphabet.codes), states, endings, terms, gaps]
  const sizes = parts.map(({ length }) => length)
  const all = new Int32Array(sizes.reduce((sum, size) => sum + size, headSize))
  all.set([magic, 0, hash(keyOf(program)), program.listed ?? hash(termsOf(program)), longest, rules, ...sizes])
  let at = headSize
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  all[1] = sum(all)
  return new Uint8Array(all.buffer)
}

/**
 * A filter from what `serializeFilter` gave, without compiling its terms again: in the options, lists of terms may be empty, and the
 * rest is as it was.
 *
 * @throws RangeError for bytes that hold no filter, are damaged, or were made for other rules or options.
 */
export function deserializeFilter(bytes: Uint8Array, options: FilterOptions): Filter {
  const program = resolveOptions(options)
  // A copy, since they may begin anywhere in their buffer. `slice` is none for what Node reads from files.
  const all = new Int32Array(new Uint8Array(bytes.length % 4 === 0 ? bytes : []).buffer)
  const [first, check, made, listed, longest = 0, rules = 0, codes = 0, states = 0, endings = 0, terms = 0, gaps = 0] =
    all
  if (first !== magic || all.length !== headSize + codes + states + endings + terms + gaps || sum(all) !== check) {
    throw new RangeError('deserializeFilter: these bytes hold no filter, or they are damaged')
  }
  // Lists that are given, are given to be found.
  const isListed = program.allow.length > 0 || program.rules.some(({ terms = [] }) => terms.length > 0)
  if (made !== hash(keyOf(program)) || (isListed && listed !== hash(termsOf(program)))) {
    throw new RangeError('deserializeFilter: these bytes were made for other rules or options')
  }
  let at = headSize
  const take = (size: number) => {
    at += size
    return all.subarray(at - size, at)
  }
  const alphabet = createAlphabet(program.normalize, Array.from(take(codes)))
  const words = wordSymbols(alphabet.codes)
  const parts = { states: take(states), endings: take(endings), terms: take(terms), gaps: take(gaps) }
  const automaton = { alphabet, ...parts, words, opens: openers(parts.states, words), longest, rules }
  return filterOf({ ...program, automaton, listed })
}

function termsOf({ rules, allow }: Omit<Program, 'automaton'>): string {
  return JSON.stringify([rules.map(({ terms = [] }) => terms), allow])
}

/** What terms were compiled for. */
function keyOf({ rules, normalize: { variants, leet = false } }: Omit<Program, 'automaton'>): string {
  return JSON.stringify([rules.map(({ id, wholeWord = true }) => [id, wholeWord]), variants, leet])
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
