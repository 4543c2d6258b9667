import { type Currency, tokenFields, toNanos } from '@sluice/core'
import type { SluiceMetadata } from '@sluice/core/ui'
import { isRecord } from './record.ts'

/** What each field must be for code to rely on its type. That it is true, nobody can know: a client wrote it. */
const facts: { readonly [Name in keyof Required<SluiceMetadata>]: (value: unknown) => boolean } = {
  requestId: isText,
  model: isText,
  provider: isText,
  usage: isUsage,
  cost: isCost,
  earlier: (value) => Array.isArray(value) && value.length <= mostEarlier && value.every(isEarlierCall),
  finishReason: isText,
  attempts: isCount,
  clearHistory: (value) => value === true,
  durationMs: isCount,
  firstContentMs: isCount,
  ending: (value) => value === 'stopped' || value === 'interrupted',
}

/** The metadata without what we could not have said of an answer. The same object where there is nothing of that. */
export function withSoundFacts(metadata: unknown): unknown {
  if (!isRecord(metadata) || metadata.sluice === undefined) return metadata
  const { sluice, ...own } = metadata
  if (!isRecord(sluice)) return own
  const wrong = Object.entries(facts).filter(([name, isSound]) => sluice[name] !== undefined && !isSound(sluice[name]))
  if (wrong.length === 0) return metadata
  const sound = { ...sluice }
  for (const [name] of wrong) delete sound[name]
  return { ...own, sluice: sound }
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
}

function isUsage(value: unknown): boolean {
  if (!isRecord(value) || !isCount(value.inputTokens) || !isCount(value.outputTokens)) return false
  if (value.estimated !== undefined && value.estimated !== true) return false
  return tokenFields.every((name) => value[name] === undefined || isCount(value[name]))
}

const currencies: readonly string[] = ['CNY', 'USD'] satisfies readonly Currency[]

function isCost(value: unknown): boolean {
  return (
    isRecord(value) && Object.entries(value).every(([name, amount]) => currencies.includes(name) && isAmount(amount))
  )
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && toNanos(value) !== undefined
}

// No answer takes so many calls, and a client could post as many as fit into a body.
const mostEarlier = 1_000

function isEarlierCall(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { usage, cost } = value
  return (usage === undefined || isUsage(usage)) && (cost === undefined || isCost(cost))
}
