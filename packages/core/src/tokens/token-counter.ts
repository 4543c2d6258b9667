import { type TokenizerFamily, tokenWeights } from './families.ts'
import { blank, digit, han, lower, silent, symbol, traditional, unitKinds } from './unit-kinds.ts'

/** Estimates tokens of a text that arrives in pieces. */
export interface TokenCounter {
  /** Takes the next piece; pieces may be cut anywhere. Time and memory depend on the piece alone. */
  add(text: string): void
  /** The estimate for all that was added, unrounded. */
  readonly tokens: number
  /** The same, feature by feature: what a learner learns from. */
  readonly parts: TokenParts
}

/** Estimated tokens by what they are for: the features of a text, and last what is no text. Their sum is the estimate. */
export type TokenParts = readonly number[]

/** A counter for one text. */
export function createTokenCounter(family: TokenizerFamily): TokenCounter {
  return new WeightedCounter(tokenWeights[family])
}

// The features that are no kinds of units.
const word = 13
const long = 14 // letters beyond the ninth of a word
const space = 15 // a single blank before anything but a letter
const hanRun = 16

/** The same counter for weights that are none of a family's, in fiftieths of a token. */
export function createWeightedCounter(weights: readonly number[]): TokenCounter {
  return new WeightedCounter(weights)
}

/**
 * The one scanner: counts features and weighs them. A class, because every call has one: the accessors of an object literal
 * would make each of them a shape of its own, and a shape keeps all that belongs to its call until the whole heap is collected
 * (bench/money).
 */
class WeightedCounter implements TokenCounter {
  readonly #weights: readonly number[]
  readonly #counts: number[] = new Array(17).fill(0)
  /** The last unit, its kind, and how long the run of that kind is, or the word. */
  #state: readonly [previous: number, last: number, run: number] = [0, silent, 0]

  constructor(weights: readonly number[]) {
    this.#weights = weights
  }

  add(text: string): void {
    const counts = this.#counts
    let [previous, last, run] = this.#state
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      let kind = unitKinds[unit] ?? silent
      if (kind >= lower) {
        // `aWord` is two words, `Word` is one.
        if (last < lower || kind > last) {
          count(counts, word)
          run = 0
        }
        if (++run > 9) count(counts, long)
      } else {
        if (last === blank && run === 1 && kind !== blank) count(counts, space)
        if (kind === traditional) {
          count(counts, traditional)
          kind = han
        }
        run = kind === last ? run + 1 : 1
        if (kind === han && run === 1) count(counts, hanRun)
        if (isToken(kind, run, unit === previous)) count(counts, kind)
      }
      previous = unit
      last = kind
    }
    this.#state = [previous, last, run]
  }

  get tokens(): number {
    return this.parts.reduce((sum, part) => sum + part, 0)
  }

  get parts(): TokenParts {
    return this.#weights.map((weight, feature) => (weight * (this.#counts[feature] ?? 0)) / 50)
  }
}

function count(counts: number[], feature: number): void {
  counts[feature] = (counts[feature] ?? 0) + 1
}

/**
 * Whether the unit counts that is the nth of its run: of digits every third, of symbols each, of the rest the first. A run has
 * a token of its own only while it is short, or of one character: else somebody could write as much as they like for nothing.
 */
function isToken(kind: number, nth: number, isRepeated: boolean): boolean {
  // Of half a pair each but the first, as a word.
  if (kind >= symbol) return kind < silent || nth > 1
  if (kind === digit) return nth % 3 === 1
  // A single blank belongs to what follows.
  const first = kind === blank ? 2 : 1
  return nth === first || (nth > 4 && nth % (isRepeated ? 8 * first * first : first) === 0)
}
