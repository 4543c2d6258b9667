import type { TokenParts } from './token-counter.ts'

/** What is known of a model: by how much the estimate of each group of parts is wrong. */
export interface TokenFactors {
  /** What the group's estimate is to be multiplied by. */
  factors: number[]
  /** How unsure each factor is, as a variance. What was never seen stays unsure. */
  variances: number[]
  /** The tokens that were estimated, by group. */
  seen: number[]
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

/** Nothing is known. */
export function newTokenFactors(): TokenFactors {
  const all = (value: number) => Array.from({ length: groups }, () => value)
  return { factors: all(1), variances: all(mostVariance), seen: all(0) }
}

/** Takes one lesson, a Kalman filter's step: what is unsure, and much of the text, is corrected most. Nonsense is ignored. */
export function improve(known: TokenFactors, estimated: number | TokenParts, actual: number): boolean {
  const { factors, variances, seen } = known
  const tokens = typeof estimated === 'number' ? spread(estimated, seen) : byGroup(estimated)
  const total = sum(tokens)
  if (!isCount(total) || !isCount(actual) || actual > 10 * total || total > 10 * actual) return false
  let expected = 0
  let variance = (noise * total) ** 2 + noisePerToken * total
  for (const [group, count] of tokens.entries()) {
    expected += count * (factors[group] ?? 1)
    variance += count ** 2 * (variances[group] ?? 0)
  }
  for (const [group, count] of tokens.entries()) {
    const unsure = variances[group] ?? 0
    const gain = (unsure * count) / variance
    factors[group] = (factors[group] ?? 1) + gain * (actual - expected)
    variances[group] = Math.min(mostVariance, unsure * (1 - gain * count) + drift)
    seen[group] = Math.min(mostTokens, (seen[group] ?? 0) + count)
  }
  return true
}

/** What an estimate of these parts, else of the usual mixture, is to be multiplied by. */
export function factorOf({ factors, seen }: TokenFactors, parts: TokenParts | undefined): number {
  const tokens = parts === undefined ? seen : byGroup(parts)
  const total = sum(tokens)
  if (!isCount(total)) return 1
  const trust = sum(seen) / (sum(seen) + priorTokens)
  const corrected = sum(tokens.map((count, group) => count * Math.min(4, Math.max(0.25, factors[group] ?? 1))))
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
    factors.every((factor) => Math.abs(factor) <= 100) &&
    variances.every((variance) => variance > 0 && variance <= mostVariance) &&
    seen.every((count) => count >= 0 && count <= mostTokens)
  return isSense ? { factors, variances, seen } : undefined
}
