import type { FilePart } from '../chat/request.ts'
import type { TokenizerFamily } from './families.ts'
import { type ImageSize, imageSize } from './image-size.ts'

/** Whose rules count. */
export interface Counted {
  family: TokenizerFamily
  /** The model's id; may be empty. */
  model: string
}

/** The tokens of files, between bounds. */
export interface FileTokens {
  tokens: number
  low: number
  high: number
}

/**
 * The tokens of a file. A picture is counted by its vendor's rule: by its size if its `data:` address holds it, else as one of
 * 1024 by 1024, and at most as the dearest. Any other file counts as a usual one of its kind, and at most as a dense one of
 * the length of its `data:` address: nobody can tell more from outside.
 */
export function fileTokens({ mediaType, url }: FilePart, counted: Counted): FileTokens {
  const type = mediaType.toLowerCase()
  if (!type.startsWith('image/')) return otherTokens(type, url)
  const rule = ruleFor(counted)
  const size = imageSize(url)
  if (size !== undefined) return within(imageTokens(size, rule), 0.8, 1.2)
  const square = (side: number) => imageTokens({ width: side, height: side }, rule)
  return { tokens: square(1_024), low: square(256), high: mostTokens(rule) }
}

function within(tokens: number, low: number, high: number): FileTokens {
  return { tokens, low: tokens * low, high: tokens * high }
}

// A PDF of two pages, a minute and a half of speech, twenty seconds of film, a page of text; and how many characters of a
// `data:` address a token takes where most is in it. Text and what it is packed into can have a token a character.
const kinds: readonly (readonly [beginning: string, usual: number, charactersPerToken: number])[] = [
  ['application/pdf', 3_000, 5],
  ['audio/', 1_000, 40],
  ['video/', 5_000, 20],
  ['', 1_000, 1],
]

function otherTokens(type: string, url: string): FileTokens {
  const [, usual = 0, charactersPerToken = 1] = kinds.find(([beginning]) => type.startsWith(beginning)) ?? []
  const found = within(usual, 0.25, 4)
  const isHere = url.slice(0, 5).toLowerCase() === 'data:'
  return isHere ? { ...found, high: Math.max(found.high, url.length / charactersPerToken) } : found
}

/** OpenAI's tiles of 512 by 512, or anybody's squares of one token. */
type ImageRule =
  | { readonly base: number; readonly perTile: number }
  | { readonly side: number; readonly most: number; readonly perSquare?: number; readonly longest?: number }

// The vendors' vision guides, as of November 2026. The first that fits the model decides, else the first that fits its family.
const rules: readonly (readonly [RegExp, ImageRule])[] = [
  [/gpt-4o-mini/, { base: 2_833, perTile: 5_667 }],
  [/o4-mini/, { side: 32, most: 1_536, perSquare: 1.72 }],
  [/gpt-[\w.]{1,9}-nano/, { side: 32, most: 1_536, perSquare: 2.46 }],
  [/gpt-[\w.]{1,9}-mini/, { side: 32, most: 1_536, perSquare: 1.62 }],
  [/gpt-(5\.[4-9]|[6-9])/, { side: 32, most: 10_000, perSquare: 1.2 }],
  [/gpt-5/, { base: 70, perTile: 140 }],
  [/^o\d(-|$)/, { base: 75, perTile: 150 }],
  // Anthropic's older rule, width times height over 750, is within 5 % of these squares.
  [/^claude-4\.7$/, { side: 28, most: 4_784, longest: 2_576 }],
  [/^claude(-3)?$/, { side: 28, most: 1_568, longest: 1_568 }],
  [/qwen3(-vl|\.)/, { side: 32, most: 2_560 }],
  // DeepSeek's family is that of ERNIE, GLM, Kimi and Doubao, too; most open models took over Qwen's squares.
  [/^(qwen|deepseek)/, { side: 28, most: 1_280 }],
  [/^gem/, { side: 768, most: 100, perSquare: 258 }],
]

function ruleFor({ family, model }: Counted): ImageRule {
  const name = model.toLowerCase().split('/').at(-1) ?? ''
  const found = rules.find(([pattern]) => pattern.test(name)) ?? rules.find(([pattern]) => pattern.test(family))
  return found?.[1] ?? { base: 85, perTile: 170 }
}

function imageTokens(size: ImageSize, rule: ImageRule): number {
  if ('perTile' in rule) {
    // In high detail it is fitted into 2048 by 2048, then its short side to 768 at most.
    const fitting = shrink(size, 2_048 / Math.max(size.width, size.height))
    const { width, height } = shrink(fitting, 768 / Math.min(fitting.width, fitting.height))
    return rule.base + rule.perTile * Math.ceil(width / 512) * Math.ceil(height / 512)
  }
  const { side, most, perSquare = 1, longest = Number.POSITIVE_INFINITY } = rule
  const { width, height } = shrink(size, longest / Math.max(size.width, size.height))
  // What would need more squares is made smaller until it does not.
  return perSquare * Math.min(most, Math.ceil(width / side) * Math.ceil(height / side))
}

/** What the dearest of all pictures costs. */
function mostTokens(rule: ImageRule): number {
  if ('perTile' in rule) return imageTokens({ width: 768, height: 2_048 }, rule)
  return rule.most * (rule.perSquare ?? 1)
}

function shrink({ width, height }: ImageSize, scale: number): ImageSize {
  return scale < 1 ? { width: width * scale, height: height * scale } : { width, height }
}
