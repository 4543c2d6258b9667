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
  /** The kind of the last unit, the length of its run, the letters of the word so far. */
  #state: readonly [last: number, run: number, letters: number] = [silent, 0, 0]

  constructor(weights: readonly number[]) {
    this.#weights = weights
  }

  add(text: string): void {
    const counts = this.#counts
    let [last, run, letters] = this.#state
    for (let index = 0; index < text.length; index++) {
      let kind = unitKinds[text.charCodeAt(index)] ?? silent
      if (kind >= lower) {
        // `aWord` is two words, `Word` is one.
        if (last < lower || kind > last) {
          count(counts, word)
          letters = 0
        }
        if (++letters > 9) count(counts, long)
      } else {
        if (last === blank && run === 1 && kind !== blank) count(counts, space)
        if (kind === traditional) {
          count(counts, traditional)
          kind = han
        }
        run = kind === last ? run + 1 : 1
        if (kind === han && run === 1) count(counts, hanRun)
        if (isToken(kind, run)) count(counts, kind)
      }
      last = kind
    }
    this.#state = [last, run, letters]
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

/** Whether the unit counts that is the nth of its run: of digits every third, of blanks the second, of marks the first. */
function isToken(kind: number, nth: number): boolean {
  if (kind > symbol) return kind < silent
  return kind === digit ? nth % 3 === 1 : nth === (kind === blank ? 2 : 1)
}
