import type { Cost, Currency } from '../chat/cost.ts'
import { fromNanos, toNanos } from '../chat/decimal.ts'

/** In the order in which they are shown. */
const currencies: readonly Currency[] = ['CNY', 'USD']

/**
 * Adds costs up, exactly, each currency apart. A cost that is not known (`undefined`) adds nothing: the sum is then what it was
 * at least.
 *
 * @throws RangeError for an amount that is no decimal number of at least 0.
 */
export function addCosts(...costs: readonly (Cost | undefined)[]): Cost {
  const sum: Partial<Record<Currency, string>> = {}
  for (const currency of currencies) {
    const amounts = costs.flatMap((cost) => cost?.[currency] ?? [])
    if (amounts.length > 0) sum[currency] = fromNanos(amounts.reduce((nanos, amount) => nanos + nanosOf(amount), 0n))
  }
  return sum
}

export interface FormatCostOptions {
  /** Whose way to write amounts, such as `zh-CN`. @default the machine's */
  locale?: string | readonly string[] | undefined
  /** How many digits that are not leading zeros small amounts have, 1 to 12; there are always two decimals at least. @default 2 */
  digits?: number | undefined
}

/**
 * Writes a cost for people: `¥12.50`, `¥0.0017`, `¥0.30 + $0.02`. What costs something is never shown as 0. Nothing (`''`) for
 * a cost without amounts.
 *
 * @throws RangeError for an amount that is no decimal number of at least 0, for a locale that is none, and for `digits` out
 * of their range.
 */
export function formatCost(cost: Cost, { locale, digits = 2 }: FormatCostOptions = {}): string {
  if (!Number.isInteger(digits) || digits < 1 || digits > mostDigits) {
    throw new RangeError(`formatCost: digits must be a whole number from 1 to ${mostDigits}, got ${digits}`)
  }
  const shown = currencies.flatMap((currency) => {
    const amount = cost[currency]
    if (amount === undefined) return []
    nanosOf(amount)
    const [zeros = ''] = /^0+\.0*(?=[1-9])/.exec(amount) ?? []
    const decimals = zeros === '' ? 2 : zeros.length - zeros.indexOf('.') - 1 + digits
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits: Math.max(2, decimals),
    })
    return [format.format(Number(amount))]
  })
  return shown.join(' + ')
}

// Behind the eight zeros of a billionth: more than 20 decimals not every machine can write.
const mostDigits = 12

function nanosOf(amount: string): bigint {
  const nanos = toNanos(amount)
  if (nanos === undefined)
    throw new RangeError(`cost: an amount must be a decimal number, got ${JSON.stringify(amount)}`)
  return nanos
}
