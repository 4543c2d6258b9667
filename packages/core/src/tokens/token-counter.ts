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
  return createWeightedCounter(tokenWeights[family])
}

// The features that are no kinds of units.
const word = 13
const long = 14 // letters beyond the ninth of a word
const space = 15 // a single blank before anything but a letter
const hanRun = 16

/** The one scanner: counts features and weighs them, in fiftieths of a token. */
export function createWeightedCounter(weights: readonly number[]): TokenCounter {
  return new WeightedCounter(weights)
}

/**
 * A class, because every call has one: the accessors of an object literal would make each of them a shape of its own, and a
 * shape keeps all that belongs to its call until the whole heap is collected (bench/money).
 */
class WeightedCounter implements TokenCounter {
  readonly #weights: readonly number[]
  readonly #counts: number[]
  #last: number = silent
  #run = 0
  #letters = 0

  constructor(weights: readonly number[]) {
    this.#weights = weights
    this.#counts = new Array<number>(weights.length).fill(0)
  }

  add(text: string): void {
    const counts = this.#counts
    let last = this.#last
    let run = this.#run
    let letters = this.#letters
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
    this.#last = last
    this.#run = run
    this.#letters = letters
  }

  get tokens(): number {
    let sum = 0
    for (let feature = 0; feature < this.#weights.length; feature++) {
      sum += (this.#weights[feature] ?? 0) * (this.#counts[feature] ?? 0)
    }
    return sum / 50
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
