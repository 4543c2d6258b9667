import { toNanos } from '../chat/decimal.ts'
import { isRecord } from '../chat/record.ts'
import type { PriceRates } from './price.ts'

/** What is wrong with rates, of which `required` may not be missing. */
export function ratesProblem(
  field: string,
  rates: unknown,
  required: readonly string[],
  depth = 0,
): string | undefined {
  if (!isRecord(rates)) return `${field} must be an object, got ${shown(rates)}`
  for (const name of required) {
    if (rates[name] === undefined) return `${field}.${name} is missing`
  }
  for (const [name, rate] of Object.entries(rates)) {
    // A misspelt rate would never be charged.
    if (!rateNames.has(name)) return `${field}.${name} is no rate`
    if (rate === undefined) continue
    const problem = nestedNames.has(name)
      ? // Thinking may differ in batches; more than that is nobody's price.
        depth === 2
        ? `${field}.${name} is nested too deeply`
        : ratesProblem(`${field}.${name}`, rate, [], depth + 1)
      : must(`${field}.${name}`, "a decimal number such as '0.15'", rate, isDecimal(rate))
    if (problem !== undefined) return problem
  }
  return undefined
}

/** A short form of any value for an error's text. */
export function shown(value: unknown): string {
  // Objects may have a way of their own to become text, or none.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** `field must be …, got …`, unless it is. */
export function must(field: string, what: string, value: unknown, isSo: boolean): string | undefined {
  return isSo ? undefined : `${field} must be ${what}, got ${shown(value)}`
}

const nestedNames: ReadonlySet<string> = /* @__PURE__ */ new Set<keyof PriceRates>(['thinking', 'batch'])

const rateNames: ReadonlySet<string> = /* @__PURE__ */ new Set<keyof PriceRates>([
  'input',
  'output',
  'cachedInput',
  'cacheWrite',
  'cacheWrite1h',
  'imageInput',
  'audioInput',
  'imageOutput',
  'audioOutput',
  'reasoning',
  'thinking',
  'batch',
])

function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && toNanos(value) !== undefined
}
