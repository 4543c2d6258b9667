import { isRecord } from '../chat/record.ts'
import { must, ratesProblem, shown } from './check-rates.ts'
import { scheduleProblem } from './check-schedule.ts'
import type { Price } from './price.ts'

/** What is wrong with a price that came from outside, as `field must be …, got …`; `undefined` if nothing is. */
export function priceProblem(price: unknown): string | undefined {
  if (!isRecord(price)) return `it must be an object, got ${shown(price)}`
  return (
    nameProblem('provider', price.provider) ??
    nameProblem('model', price.model) ??
    aliasesProblem(price.aliases) ??
    oneOf('currency', price.currency, ['CNY', 'USD']) ??
    ratesProblem('rates', price.rates, ['input', 'output']) ??
    tiersProblem(price.tiers) ??
    oneOf('tierMode', price.tierMode, ['whole-request', 'marginal', undefined]) ??
    (price.schedule === undefined ? undefined : scheduleProblem(price.schedule)) ??
    validityProblem(price.validFrom, price.validUntil) ??
    originProblem(price.asOf, price.source)
  )
}

/** What is wrong with when and where prices were seen. */
export function originProblem(asOf: unknown, source: unknown): string | undefined {
  return (
    must('asOf', 'a day, month or year', asOf, isDay(asOf, /^\d{4}(-\d{2}){0,2}$/)) ??
    must('source', 'a short text', source, isText(source, 500))
  )
}

/** Prices that were found to be sound: a look costs too much to be taken at every call. */
const sound = /* @__PURE__ */ new WeakSet<Price>()

/** The price, looked at once. @throws RangeError that says what is wrong with it. */
export function checkedPrice(caller: string, price: Price): Price {
  if (sound.has(price)) return price
  const problem = priceProblem(price)
  if (problem !== undefined) throw new RangeError(`${caller}: the price of ${shown(price?.model)}: ${problem}`)
  sound.add(price)
  return price
}

function nameProblem(field: string, name: unknown): string | undefined {
  return must(field, 'a name of 1 to 256 characters', name, isText(name, 256))
}

function aliasesProblem(aliases: unknown): string | undefined {
  if (aliases === undefined) return undefined
  if (!Array.isArray(aliases) || aliases.length > 100) return must('aliases', 'at most 100 names', aliases, false)
  return first(aliases, (alias, index) => nameProblem(`aliases[${index}]`, alias))
}

function tiersProblem(tiers: unknown): string | undefined {
  if (tiers === undefined) return undefined
  if (!Array.isArray(tiers) || tiers.length > 20) return must('tiers', 'at most 20 tiers', tiers, false)
  let [input, output] = [-1, -1]
  return first(tiers, (tier, index) => {
    const field = `tiers[${index}]`
    if (!isRecord(tier)) return must(field, 'an object', tier, false)
    const { aboveInputTokens, aboveOutputTokens = 0 } = tier
    if (!isCount(aboveInputTokens)) return must(`${field}.aboveInputTokens`, 'a whole number', aboveInputTokens, false)
    if (!isCount(aboveOutputTokens))
      return must(`${field}.aboveOutputTokens`, 'a whole number', aboveOutputTokens, false)
    if (aboveInputTokens < input || (aboveInputTokens === input && aboveOutputTokens <= output)) {
      return `${field} must be larger than the tier before it, got ${aboveInputTokens}`
    }
    input = aboveInputTokens
    output = aboveOutputTokens
    return ratesProblem(`${field}.rates`, tier.rates, [])
  })
}

function validityProblem(from: unknown, until: unknown): string | undefined {
  for (const [field, day] of Object.entries({ validFrom: from, validUntil: until })) {
    if (day === undefined || isDay(day, /^\d{4}-\d{2}-\d{2}$/)) continue
    return must(field, "a day such as '2026-09-01'", day, false)
  }
  if (typeof from !== 'string' || typeof until !== 'string' || from < until) return undefined
  return `validUntil must be after validFrom (${from}), got ${shown(until)}`
}

/** Whether the calendar has that day: `2026-02-30` is none. */
function isDay(value: unknown, form: RegExp): boolean {
  if (typeof value !== 'string' || !form.test(value)) return false
  const time = Date.parse(`${value}${'-01'.repeat(3 - value.split('-').length)}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value)
}

function first<Item>(items: readonly Item[], problemOf: (item: Item, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const problem = problemOf(item, index)
    if (problem !== undefined) return problem
  }
  return undefined
}

function oneOf(field: string, value: unknown, allowed: readonly unknown[]): string | undefined {
  return must(
    field,
    `one of ${allowed.filter((item) => item !== undefined).join(', ')}`,
    value,
    allowed.includes(value),
  )
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maxLength
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
