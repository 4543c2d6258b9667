import { readFileSync } from 'node:fs'
import { builtInPrices, type Price, type PriceRates, priceTable } from '@sluice/core'
import { describe, expect, it } from 'vitest'

interface Amounts {
  inputPerMTok: number
  outputPerMTok: number
  cachedInputPerMTok?: number
  cacheWritePerMTok?: number
}

interface Observation extends Amounts {
  provider: string
  model: string
  currency: string
  asOf: string
  status?: string
  tiers?: (Amounts & {
    aboveInputTokens?: number
    when?: { inputTokens: [number, number | null]; outputTokens?: [number, number | null]; thinking?: boolean }
  })[]
  schedule?: { peakPrices: Amounts }
}

const folder = process.env.SLUICE_SHARED
const document = folder ? JSON.parse(readFileSync(`${folder}/data/prices.json`, 'utf8')) : { rows: [], generated: '' }
const rows: Observation[] = document.rows
const today = Date.parse(document.generated)

const notHeldToday: Record<string, string> = {
  'deepseek deepseek-chat': 'ended with 2026-07-24',
  'deepseek deepseek-reasoner': 'ended with 2026-07-24',
  'deepseek-intl deepseek-chat': 'ended with 2026-07-24',
  'deepseek-intl deepseek-reasoner': 'ended with 2026-07-24',
  'deepseek-intl deepseek-v4-flash': 'repriced on 2026-08-16 to something nobody wrote down',
}

const current = newest(rows.filter(({ status }) => status === undefined))
const historic = rows.filter(({ status }) => status === 'historic')

describe.skipIf(!folder)('the price table against prices that were seen', () => {
  it('has something to compare', () => {
    expect(current.length).toBeGreaterThan(180)
    expect(historic.length).toBeGreaterThan(30)
  })

  it.each(current)('has $provider $model in $currency as it was seen last', (row) => {
    const provider = billerOf(row)
    const gone = notHeldToday[`${provider} ${row.model}`]
    const at = gone ? dayOf(row.asOf) : today
    const price = builtInPrices().find({ provider, model: row.model, at })
    expect(price, gone).toBeDefined()
    if (price === undefined) return
    expect(price.currency).toBe(row.currency)
    expectRates(price.rates, row)
    expectTiers(price, row)
    if (row.schedule) expectRates(price.schedule?.rates, row.schedule.peakPrices)
    if (gone) expect(builtInPrices().find({ provider, model: row.model, at: today })).toBeUndefined()
  })

  it.each(historic)('has $provider $model of $asOf', (row) => {
    const price = builtInPrices().find({ provider: billerOf(row), model: row.model, at: dayOf(row.asOf) })
    expect(price?.currency).toBe(row.currency)
    expectRates(price?.rates, row)
  })

  it('has nothing of what was contradicted or could not be verified', () => {
    const doubtful = rows.filter(({ status }) => status === 'unverified' || status === 'conflicting')
    expect(doubtful).toHaveLength(2)
    for (const { provider, model, inputPerMTok, outputPerMTok } of doubtful) {
      const same = priceTable.filter(({ rates, ...price }) => {
        const isSame = Number(rates.input) === inputPerMTok && Number(rates.output) === outputPerMTok
        return price.provider === provider && price.model === model && isSame
      })
      expect(same).toEqual([])
    }
  })
})

/** Accounts of DeepSeek in dollars have prices of their own. */
function billerOf({ provider, currency }: Observation): string {
  return provider === 'deepseek' && currency === 'USD' ? 'deepseek-intl' : provider
}

function newest(observations: Observation[]): Observation[] {
  const byModel = new Map<string, Observation>()
  for (const row of observations) {
    const key = `${row.provider} ${row.model} ${row.currency}`
    const known = byModel.get(key)
    if (known === undefined || known.asOf < row.asOf) byModel.set(key, row)
  }
  return [...byModel.values()]
}

/** A month stands for its last day but one, a day for itself. */
function dayOf(asOf: string): number {
  return Date.parse(asOf.length > 7 ? asOf : `${asOf}-28`)
}

function expectRates(rates: Partial<PriceRates> | undefined, seen: Amounts): void {
  const pairs: [keyof PriceRates & ('input' | 'output' | 'cachedInput' | 'cacheWrite'), number | undefined][] = [
    ['input', seen.inputPerMTok],
    ['output', seen.outputPerMTok],
    ['cachedInput', seen.cachedInputPerMTok],
    ['cacheWrite', seen.cacheWritePerMTok],
  ]
  for (const [name, amount] of pairs) {
    if (amount !== undefined) expect(rates?.[name], name).toBe(String(amount))
  }
}

/** Each tier that was seen is looked up by a size in its midst. */
function expectTiers(price: Price, row: Observation): void {
  for (const { aboveInputTokens, when, ...seen } of row.tiers ?? []) {
    const input = when ? when.inputTokens[0] + 1000 : (aboveInputTokens ?? 0) + 1
    const output = when?.outputTokens ? when.outputTokens[0] + 1 : 10_000
    const tier = price.tiers?.findLast(
      (each) => input > each.aboveInputTokens && output > (each.aboveOutputTokens ?? -1),
    )
    const rates = { ...price.rates, ...tier?.rates }
    expectRates(when?.thinking ? { ...rates, ...rates.thinking } : rates, seen)
  }
}
