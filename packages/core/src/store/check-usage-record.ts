import { toNanos } from '../chat/decimal.ts'
import { tokenFields } from '../chat/token-fields.ts'
import type { UsageRecord } from './usage-record.ts'

/**
 * Makes sure that a record can be kept and added up: its numbers are numbers, its names are texts of at most 10,000
 * characters, it has at most 100 tags, and its money is exact. For whoever writes a ledger of their own.
 *
 * @throws RangeError that names the record and the field.
 */
export function checkUsageRecord(record: UsageRecord): void {
  const { usage, cost, tags, attempts } = record
  // No list of entries is made of what every call passes (bench/money).
  for (const field of requiredTexts) if (!isText(record[field])) refuse(record, field, record[field])
  if (record.id === '') refuse(record, 'id', '')
  for (const field of texts) {
    const value = record[field]
    if (value !== undefined && !isText(value)) refuse(record, field, value)
  }
  if (!isMoment(record.at)) refuse(record, 'at', record.at)
  for (const field of ['durationMs', 'firstContentMs'] as const) {
    const value = record[field]
    if ((value !== undefined || field === 'durationMs') && !isTime(value)) refuse(record, field, value)
  }
  for (const field of ['unpriced', 'savedTokens'] as const) {
    const value = record[field]
    if (value !== undefined && !isCount(value)) refuse(record, field, value)
  }
  if (!isObject(usage)) refuse(record, 'usage', usage)
  for (const field of tokenFields) {
    const value = usage[field]
    const isRequired = field === 'inputTokens' || field === 'outputTokens'
    if ((value !== undefined || isRequired) && !isCount(value)) refuse(record, field, value)
  }
  if (!Array.isArray(attempts)) refuse(record, 'attempts', attempts)
  if (cost !== undefined) checkCost(record, cost)
  if (tags !== undefined) checkTags(record, tags)
}

const requiredTexts = ['id', 'requestId', 'caller', 'outcome'] as const
const texts = ['errorCode', 'finishReason', 'provider', 'model', 'target'] as const
const longestText = 10_000
const mostTags = 100
// The furthest moment that a `Date` can be of.
const lastMomentMs = 8.64e15

function checkCost(record: UsageRecord, cost: unknown): void {
  if (!isObject(cost)) refuse(record, 'cost', cost)
  for (const currency in cost) {
    const amount = cost[currency]
    // A ledger adds up what it knows: others would be lost without a word.
    const isKnown = currency === 'CNY' || currency === 'USD'
    if (!isKnown || (amount !== undefined && !isAmount(amount))) refuse(record, `cost in ${currency}`, amount)
  }
}

function checkTags(record: UsageRecord, tags: unknown): void {
  if (!isObject(tags)) refuse(record, 'tags', tags)
  let count = 0
  for (const name in tags) {
    if (!isText(name) || !isText(tags[name])) refuse(record, `tag ${JSON.stringify(name)}`, tags[name])
    if (++count > mostTags) refuse(record, 'tags', `more than ${mostTags}`)
  }
}

function isText(value: unknown): value is string {
  // Half a character is another one after it was written: two names would become one.
  return typeof value === 'string' && value.length <= longestText && !/\p{Cs}/u.test(value)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isTime(value: unknown): boolean {
  return isMoment(value) && Number(value) >= 0
}

function isMoment(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= lastMomentMs
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && toNanos(value) !== undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function refuse({ id }: UsageRecord, field: string, value: unknown): never {
  const shown = (text: string) => (text.length > 100 ? `${text.slice(0, 100)}…` : text)
  const of = shown(JSON.stringify(String(id)))
  throw new RangeError(`LedgerStore: ${shown(field)} of record ${of} cannot be added up, got ${shown(String(value))}`)
}
