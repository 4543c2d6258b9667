import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createWeightedCounter } from '../packages/core/src/tokens/token-counter.ts'

/** A text and how many tokens the tokenizer of each family makes of it. */
export interface Passage {
  /** The category it is reported under. */
  lang: string
  text: string
  counts: Readonly<Record<string, number>>
}

/** What a fit is off by, in per cent of the true counts. */
export interface FitError {
  /** The mean of the passages' errors without their signs. */
  mean: number
  /** The error of the sum of all passages. */
  sum: number
}

export interface FamilyFit {
  /** Fiftieths of a token per occurrence of each feature, in the order of `tokenWeights`. */
  weights: readonly number[]
  /** On passages that were not used for the fit. */
  error: FitError
  errorByCategory: Readonly<Record<string, FitError>>
}

const featureCount = 17
const unitsPerToken = 50
// Pulls weights of which the passages say little towards zero, so that none of them grows wild.
const ridge = 0.01
// No feature is free, or somebody could fill a text with it for nothing.
const least = 5
const folds = 10

/** Reads passages from a file of JSON lines, gzip or plain. */
export function readPassages(file: string): Passage[] {
  const bytes = readFileSync(file)
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => parsePassage(JSON.parse(line)))
}

function parsePassage(value: unknown): Passage {
  if (typeof value !== 'object' || value === null) throw new TypeError('a passage must be an object')
  const { lang, text, counts } = value as Record<string, unknown>
  if (typeof lang !== 'string' || typeof text !== 'string' || typeof counts !== 'object' || counts === null) {
    throw new TypeError('a passage needs lang, text and counts')
  }
  for (const [family, count] of Object.entries(counts)) {
    if (typeof count !== 'number' || !(count > 0)) throw new TypeError(`a passage has no good count for ${family}`)
  }
  return { lang, text, counts: counts as Record<string, number> }
}

/** Fits the weights of a family, and tells by cross-validation how good such a fit is: every tenth passage is left out in turn. */
export function fitFamily(passages: readonly Passage[], family: string): FamilyFit {
  const samples = passages.flatMap(({ lang, text, counts: { [family]: counted } }) =>
    counted === undefined ? [] : [{ lang, features: featuresOf(text), counted }],
  )
  const errors = samples.map((sample) => ({ ...sample, estimated: 0 }))
  for (let fold = 0; fold < folds; fold++) {
    const weights = fitWeights(samples.filter((_, index) => index % folds !== fold))
    for (const [index, sample] of errors.entries()) {
      if (index % folds === fold) sample.estimated = product(sample.features, weights) / unitsPerToken
    }
  }
  const categories = Object.entries(Object.groupBy(errors, ({ lang }) => lang))
  return {
    weights: fitWeights(samples),
    error: errorOf(errors),
    errorByCategory: Object.fromEntries(categories.map(([lang, group]) => [lang, errorOf(group ?? [])])),
  }
}

/** The line of `families.ts` that holds the weights. */
export function weightLine(family: string, weights: readonly number[]): string {
  // Later families are scaled from Claude's.
  return family === 'claude' ? `const claude = [${weights.join(', ')}]` : `  ${family}: [${weights.join(', ')}],`
}

interface Sample {
  features: readonly number[]
  counted: number
}

/** How often each feature occurs, as the counter counts: with a weight of one for it and none for all others. */
function featuresOf(text: string): number[] {
  const counter = createWeightedCounter(Array.from({ length: featureCount }, () => unitsPerToken))
  counter.add(text)
  return [...counter.parts]
}

function errorOf(samples: readonly (Sample & { estimated: number })[]): FitError {
  const relative = samples.map(({ estimated, counted }) => Math.abs(estimated / counted - 1))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const estimated = sum(samples.map((sample) => sample.estimated))
  const counted = sum(samples.map((sample) => sample.counted))
  return { mean: (100 * sum(relative)) / relative.length, sum: 100 * (estimated / counted - 1) }
}

function product(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
}

/**
 * Least squares on relative error, no weight below the least: every passage counts alike, however long it is. Coordinate descent on the
 * normal equations; the problem is convex, so it ends at the one minimum.
 */
function fitWeights(samples: readonly Sample[]): number[] {
  const rows = samples.map(({ features, counted }) => features.map((value) => value / counted))
  const indices = Array.from({ length: featureCount }, (_, index) => index)
  const at = (row: readonly number[], index: number) => row[index] ?? 0
  const sumOver = (value: (row: readonly number[]) => number) => rows.reduce((sum, row) => sum + value(row), 0)
  const squares = indices.map((i) =>
    indices.map((j) => sumOver((row) => at(row, i) * at(row, j)) + (i === j ? ridge : 0)),
  )
  const targets = indices.map((i) => sumOver((row) => at(row, i)))
  const weights = indices.map(() => 1)
  let change = Number.POSITIVE_INFINITY
  for (let round = 0; round < 20_000 && change > 1e-9; round++) {
    change = 0
    for (const [i, row] of squares.entries()) {
      const own = at(row, i)
      const others = product(row, weights) - own * at(weights, i)
      const next = Math.max(least / unitsPerToken, (at(targets, i) - others) / own)
      change = Math.max(change, Math.abs(next - at(weights, i)))
      weights[i] = next
    }
  }
  return weights.map((weight) => Math.round(weight * unitsPerToken))
}
