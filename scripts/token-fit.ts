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
  /** Tokens per occurrence of each feature, in the order of `tokenWeights`, to two decimals. */
  weights: readonly number[]
  /** On passages that were not used for the fit. */
  error: FitError
  errorByCategory: Readonly<Record<string, FitError>>
}

const featureCount = 17
// Pulls weights of which the passages say little towards zero, so that none of them grows wild.
const ridge = 0.01
// Letters of scripts of which there are too few passages: a rough middle of all tokenizers.
const assumedWeight = 0.5
const fewestPassages = 5
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

/** Fits the weights of a family, and tells by cross-validation how good such a fit is. */
export function fitFamily(passages: readonly Passage[], family: string): FamilyFit {
  const samples = passages.map(({ lang, text, counts }) => ({
    lang,
    features: featuresOf(text),
    counted: counts[family] ?? Number.NaN,
  }))
  const errors = samples.map((sample, index) => ({ ...sample, estimated: 0, fold: index % folds }))
  for (let fold = 0; fold < folds; fold++) {
    const weights = fitWeights(errors.filter((sample) => sample.fold !== fold))
    for (const sample of errors) if (sample.fold === fold) sample.estimated = product(sample.features, weights)
  }
  const byCategory = Object.groupBy(errors, ({ lang }) => lang)
  return {
    weights: fitWeights(samples).map((weight) => Math.round(weight * 50)),
    error: errorOf(errors),
    errorByCategory: Object.fromEntries(
      Object.entries(byCategory).map(([lang, group]) => [lang, errorOf(group ?? [])]),
    ),
  }
}

interface Sample {
  features: readonly number[]
  counted: number
}

/** How often each feature occurs, as the counter counts: with a weight of one for it and none for all others. */
function featuresOf(text: string): number[] {
  const counter = createWeightedCounter(Array.from({ length: featureCount }, () => 50))
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
 * Non-negative least squares on relative error: every passage counts alike, however long it is. Coordinate descent on the
 * normal equations; the problem is convex, so it ends at the one minimum.
 */
function fitWeights(samples: readonly Sample[]): number[] {
  const isKnown = Array.from({ length: featureCount }, (_, feature) => {
    return samples.filter(({ features }) => (features[feature] ?? 0) > 0).length >= fewestPassages
  })
  const weights = isKnown.map((known) => (known ? 1 : assumedWeight))
  const rows = samples.map(({ features, counted }) => features.map((value) => value / counted))
  for (let round = 0; round < 20_000; round++) {
    let change = 0
    for (const [feature, known] of isKnown.entries()) {
      if (!known) continue
      let squares = ridge
      let gradient = 0
      for (const row of rows) {
        const value = row[feature] ?? 0
        if (value === 0) continue
        const others = product(row, weights) - value * (weights[feature] ?? 0)
        squares += value * value
        gradient += value * (1 - others)
      }
      const next = Math.max(0, gradient / squares)
      change = Math.max(change, Math.abs(next - (weights[feature] ?? 0)))
      weights[feature] = next
    }
    if (change < 1e-6) break
  }
  return weights
}
