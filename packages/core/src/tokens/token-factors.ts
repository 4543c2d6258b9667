import type { TokenParts } from './token-counter.ts'

/** What is known of a model: by how much the estimate of each group of parts is wrong. */
export interface TokenFactors {
  /** What the group's estimate is to be multiplied by. */
  factors: number[]
  /** How unsure each factor is, as a variance. What was never seen stays unsure. */
  variances: number[]
  /** The tokens that were estimated, by group. */
  seen: number[]
  /** How many lessons went against all that is known, of late. Not saved. */
  refused: number
}

// What is wrong together: words; digits; marks and blanks; Han; wide punctuation; kana; Hangul; symbols; and what is no text.
const groupOfPart = [1, 2, 2, 2, 7, 3, 3, 4, 5, 5, 6, 7, 7, 0, 0, 2, 3, 8]
const groups = 9

// So many tokens say as much as the estimator itself: the first answers must not swing it.
const priorTokens = 400
// What is left of an estimate's error when its factors are right: as a share of it, and per token of short texts.
const noise = 0.1
const noisePerToken = 4
// Vendors change what is behind a name: with every lesson what is known grows a little less sure.
const drift = 1e-4
const mostVariance = 1
const mostTokens = 1e9
const leastFactor = 0.25
const mostFactor = 4
// A lesson is not believed that is so many times off where one sure of so many standard deviations would not be. So many of
// them, a third of all, are believed again: the model is another.
const strange = 2.5
const deviations = 3
const mostRefused = 20

/** Nothing is known. */
export function newTokenFactors(): TokenFactors {
  const all = (value: number) => Array.from({ length: groups }, () => value)
  return { factors: all(1), variances: all(mostVariance), seen: all(0), refused: 0 }
}

/**
 * Takes one lesson, a Kalman filter's step: what is unsure, and much of the text, is corrected most. Nonsense is ignored, and
 * what goes against all that is known.
 */
export function improve(known: TokenFactors, estimated: number | TokenParts, actual: number): boolean {
  const { factors, variances, seen } = known
  const tokens = typeof estimated === 'number' ? spread(estimated, seen) : byGroup(estimated)
  const total = sum(tokens)
  if (!isCount(total) || !isCount(actual) || actual > 10 * total || total > 10 * actual) return false
  const expected = sum(tokens.map((count, group) => count * (factors[group] ?? 1)))
  const noiseOfAll = (noise * total) ** 2 + noisePerToken * total
  const varianceOf = () => noiseOfAll + sum(tokens.map((count, group) => count ** 2 * (variances[group] ?? 0)))
  const isFar = actual > strange * expected || expected > strange * actual
  if (isFar && (actual - expected) ** 2 > deviations ** 2 * varianceOf()) {
    known.refused += 1
    if (known.refused < mostRefused) return false
    known.refused = 0
    variances.fill(mostVariance)
  } else known.refused = Math.max(0, known.refused - 0.5)
  const variance = varianceOf()
  for (const [group, count] of tokens.entries()) {
    const unsure = variances[group] ?? 0
    const gain = (unsure * count) / variance
    const factor = (factors[group] ?? 1) + gain * (actual - expected)
    factors[group] = clamp(factor)
    // Whatever is beyond the bounds was learnt from something else than tokens.
    variances[group] = isWithin(factor) ? Math.min(mostVariance, unsure * (1 - gain * count) + drift) : mostVariance
    seen[group] = Math.min(mostTokens, (seen[group] ?? 0) + count)
  }
  return true
}

function clamp(factor: number): number {
  return Math.min(mostFactor, Math.max(leastFactor, factor))
}

function isWithin(factor: number): boolean {
  return factor === clamp(factor)
}

/** What an estimate of these parts, else of the usual mixture, is to be multiplied by. */
export function factorOf({ factors, seen }: TokenFactors, parts: TokenParts | undefined): number {
  const tokens = parts === undefined ? seen : byGroup(parts)
  const total = sum(tokens)
  if (!isCount(total)) return 1
  const trust = sum(seen) / (sum(seen) + priorTokens)
  const corrected = sum(tokens.map((count, group) => count * (factors[group] ?? 1)))
  return 1 + trust * (corrected / total - 1)
}

function byGroup(parts: TokenParts): number[] {
  const tokens = Array.from({ length: groups }, () => 0)
  for (const [part, count] of parts.entries()) {
    const group = groupOfPart[part] ?? groups - 1
    // No part can be negative: such a one spoils the sum, which is refused.
    tokens[group] = (tokens[group] ?? 0) + (count >= 0 ? count : Number.NaN)
  }
  return tokens
}

/** A sum alone is taken for the mixture that is usual of the model. */
function spread(total: number, seen: readonly number[]): number[] {
  const all = sum(seen)
  return seen.map((count) => (all > 0 ? (total * count) / all : total / groups))
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= mostTokens
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** All numbers in a row. */
export function packFactors({ factors, variances, seen }: TokenFactors): number[] {
  return [...factors, ...variances, ...seen]
}

/** What {@link packFactors} packed, from wherever it comes; `undefined` for anything else. */
export function unpackFactors(packed: unknown): TokenFactors | undefined {
  if (!Array.isArray(packed) || packed.length !== 3 * groups) return undefined
  const numbers = packed.filter((value) => typeof value === 'number' && Number.isFinite(value))
  const factors = numbers.slice(0, groups)
  const variances = numbers.slice(groups, 2 * groups)
  const seen = numbers.slice(2 * groups)
  const isSense =
    numbers.length === packed.length &&
    variances.every((variance) => variance > 0 && variance <= mostVariance) &&
    seen.every((count) => count >= 0 && count <= mostTokens)
  if (!isSense) return undefined
  return {
    factors: factors.map(clamp),
    variances: variances.map((variance, group) => (isWithin(factors[group] ?? 1) ? variance : mostVariance)),
    seen,
    refused: 0,
  }
}
