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
  const counts: number[] = weights.map(() => 0)
  let last: number = silent
  let run = 0
  let letters = 0

  function count(feature: number): void {
    counts[feature] = (counts[feature] ?? 0) + 1
  }

  return {
    add(text) {
      for (let index = 0; index < text.length; index++) {
        let kind = unitKinds[text.charCodeAt(index)] ?? silent
        if (kind >= lower) {
          // `aWord` is two words, `Word` is one.
          if (last < lower || kind > last) {
            count(word)
            letters = 0
          }
          if (++letters > 9) count(long)
        } else {
          if (last === blank && run === 1 && kind !== blank) count(space)
          if (kind === traditional) {
            count(traditional)
            kind = han
          }
          run = kind === last ? run + 1 : 1
          if (kind === han && run === 1) count(hanRun)
          if (isToken(kind, run)) count(kind)
        }
        last = kind
      }
    },
    get tokens() {
      return weights.reduce((sum, weight, feature) => sum + weight * (counts[feature] ?? 0), 0) / 50
    },
    get parts() {
      return weights.map((weight, feature) => (weight * (counts[feature] ?? 0)) / 50)
    },
  }
}

/** Whether the unit counts that is the nth of its run: of digits every third, of blanks the second, of marks the first. */
function isToken(kind: number, nth: number): boolean {
  if (kind > symbol) return kind < silent
  return kind === digit ? nth % 3 === 1 : nth === (kind === blank ? 2 : 1)
}
