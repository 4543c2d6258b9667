import { type TokenizerFamily, tokenizerFamily } from '../tokens/families.ts'
import { createTokenCounter } from '../tokens/token-counter.ts'
import { type BorderLevel, nextBorder, type TextBorder } from './text-border.ts'

export interface SplitTextOptions {
  /** The most tokens of a piece, by the estimate. At least 8. */
  maxTokens: number
  /** The most tokens that a piece repeats of the one before it; half of `maxTokens` at most. @default 0 */
  overlapTokens?: number | undefined
  /** The model's id, of which the tokenizer family is derived. */
  model?: string | undefined
  /** The tokenizer family itself. @default derived from `model`, else `o200k` */
  family?: TokenizerFamily | undefined
}

/** A part of a text. */
export interface TextPiece {
  readonly text: string
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number
  /** Where it ends: before this unit. */
  readonly end: number
  /** Its tokens, by the estimate. */
  readonly tokens: number
}

/** A border of a piece, and the tokens from the piece's beginning to there. */
interface Reached extends TextBorder {
  readonly tokens: number
}
interface Cut {
  readonly end: number
  readonly tokens: number
  readonly borders: readonly Reached[]
}

/**
 * Cuts a long text into pieces of `maxTokens` at most: between paragraphs, else between sentences, lines, clauses or words,
 * whichever is the first that fills at least half a piece. A text without any of them is cut between characters, as readers
 * see them. Without `overlapTokens` the pieces joined are the text.
 *
 * @throws RangeError for a `maxTokens` below 8, or an `overlapTokens` beyond half of it.
 */
export function splitText(text: string, options: SplitTextOptions): readonly TextPiece[] {
  const { maxTokens, overlapTokens, family } = resolve(options)
  const pieces: TextPiece[] = []
  const segmenter = new Intl.Segmenter()
  let start = 0
  let done = 0
  while (done < text.length) {
    const { end, tokens, borders } = nextPiece(start, done)
    pieces.push({ text: text.slice(start, end), start, end, tokens: Math.round(tokens) })
    start = overlapTokens === 0 ? end : overlapBefore(end, tokens, borders)
    done = end
  }
  return pieces

  /** The piece that begins at `from` and goes beyond `after`, up to where the piece before it goes. */
  function nextPiece(from: number, after: number): Cut {
    const counter = createTokenCounter(family)
    counter.add(text.slice(from, after))
    const borders: Reached[] = []
    let end = after
    while (end < text.length) {
      const border = nextBorder(text, end)
      counter.add(text.slice(end, border.end))
      const { tokens } = counter
      if (tokens > maxTokens) {
        const best = bestOf(borders, maxTokens / 2)
        return best === undefined ? hardCut(from, after, { fitting: end, beyond: border.end }) : { ...best, borders }
      }
      end = border.end
      if (border.level > 0) borders.push({ ...border, tokens })
    }
    return { end, tokens: counter.tokens, borders }
  }

  /** Cuts between two characters, as late as fits: no earlier than `fitting`, and before `beyond`. */
  function hardCut(from: number, after: number, { fitting, beyond }: { fitting: number; beyond: number }): Cut {
    const counter = createTokenCounter(family)
    counter.add(text.slice(from, fitting))
    let end = fitting
    for (const point of text.slice(fitting, beyond)) {
      counter.add(point)
      if (counter.tokens > maxTokens && end > after) break
      end += point.length
    }
    // Only what is new, and what comes next: ICU looks back for the beginning of a character as far as it is let, and a
    // long row of flags or joined emoji would be read anew for each piece.
    const next = String.fromCodePoint(text.codePointAt(end) ?? 0)
    const whole = segmenter.segment(text.slice(after, end) + next).containing(end - after)?.index ?? 0
    // A character that is longer than a piece, as hundreds of accents make it, is cut all the same.
    if (whole > 0) end = after + whole
    return { end, tokens: countOf(text.slice(from, end)), borders: [] }
  }

  /** Where the next piece begins so that it repeats whole sentences, or else clauses or words, of the one that ends here. */
  function overlapBefore(end: number, tokens: number, borders: readonly Reached[]): number {
    const near = borders.filter((border) => border.end < end && tokens - border.tokens <= overlapTokens)
    for (const level of [3, 2, 1]) {
      const found = near.find(
        (border) => border.level >= level && countOf(text.slice(border.end, end)) <= overlapTokens,
      )
      if (found !== undefined) return found.end
    }
    return end
  }

  function countOf(part: string): number {
    const counter = createTokenCounter(family)
    counter.add(part)
    return counter.tokens
  }
}

const good: readonly BorderLevel[] = [5, 4, 3]
const poor: readonly BorderLevel[] = [2, 1]

/** The best border: a sentence is cut only if it is too long for a piece, or leaves less than half of one. */
function bestOf(borders: readonly Reached[], half: number): Reached | undefined {
  const last = (least: BorderLevel, tokens: number) =>
    borders.findLast((border) => border.level >= least && border.tokens >= tokens)
  for (const level of good) {
    const border = last(level, half)
    if (border !== undefined) return border
  }
  const sentence = last(3, 0)
  if (sentence !== undefined) return sentence
  for (const level of poor) {
    const border = last(level, half) ?? last(level, 0)
    if (border !== undefined) return border
  }
  return undefined
}

function resolve(options: SplitTextOptions) {
  const { maxTokens, model } = options
  const overlapTokens = options.overlapTokens ?? 0
  if (!Number.isInteger(maxTokens) || maxTokens < 8) {
    throw new RangeError(`splitText: maxTokens must be a whole number of at least 8, got ${maxTokens}`)
  }
  if (!(overlapTokens >= 0 && overlapTokens <= maxTokens / 2)) {
    throw new RangeError(`splitText: overlapTokens must be from 0 to half of maxTokens, got ${overlapTokens}`)
  }
  return {
    maxTokens,
    overlapTokens,
    family: options.family ?? (model === undefined ? 'o200k' : tokenizerFamily(model)),
  }
}
