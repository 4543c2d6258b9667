import { isRecord } from '../chat/record.ts'
import { decimalOf } from './decimal-of.ts'
import { scheduleOf } from './genai-times.ts'
import { documentOf, importPrices, type PlainRate, type PriceImportOptions } from './import-prices.ts'
import type { Price, PriceRates, PriceTier } from './price.ts'

/**
 * Prices from the `data.json` of Pydantic's genai-prices, which the caller fetched: dollars per million tokens, with dates
 * and times of day. Of the rules that tell which ids a price is for, only those that name whole ids are taken over.
 * Entries it cannot read are left out.
 *
 * @throws RangeError if nothing in the document is a price, and for an `asOf` or `source` that no price can have.
 */
export function fromGenaiPrices(json: unknown, options?: PriceImportOptions): Price[] {
  const found = importPrices('fromGenaiPrices', 'genai-prices', options)
  const providers = Array.isArray(json) ? json : documentOf('fromGenaiPrices', json).providers
  for (const provider of list(providers)) {
    if (!isRecord(provider) || typeof provider.id !== 'string') continue
    for (const model of list(provider.models)) {
      if (!isRecord(model) || typeof model.id !== 'string') continue
      const { id, prices_checked: checked } = model
      const aliases = [...new Set(idsOf(model.match))].filter((alias) => alias !== id).slice(0, 100)
      for (const period of periodsOf(model.prices, model.batch_prices)) {
        found.add({
          provider: found.billerOf(provider.id),
          model: id,
          ...(aliases.length > 0 && { aliases }),
          ...(typeof checked === 'string' && /^\d{4}-\d\d-\d\d$/.test(checked) && { asOf: checked }),
          ...period,
        })
      }
    }
  }
  return found.prices()
}

type Period = Pick<Price, 'tiers' | 'schedule' | 'validFrom' | 'validUntil'> & { rates: Partial<PriceRates> }
type Fields = Readonly<Record<string, unknown>>

const fieldsOfRates: Readonly<Record<string, PlainRate>> = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cachedInput',
  cache_write_mtok: 'cacheWrite',
  cache_write_1h_mtok: 'cacheWrite1h',
  input_audio_mtok: 'audioInput',
  output_audio_mtok: 'audioOutput',
  input_image_mtok: 'imageInput',
  output_image_mtok: 'imageOutput',
}

function idsOf(match: unknown): string[] {
  if (!isRecord(match)) return []
  if (typeof match.equals === 'string') return [match.equals]
  return list(match.or).flatMap((part) => (isRecord(part) && typeof part.equals === 'string' ? [part.equals] : []))
}

/** The prices of a model, each for its time; none if they mean something that a price cannot say. */
function periodsOf(prices: unknown, batchPrices: unknown): Period[] {
  // Where rates depend on the time, those of batches have times of their own.
  if (isRecord(prices)) return [ratesAndTiers(prices, isRecord(batchPrices) ? batchPrices : {})]
  let periods: Period[] = []
  for (const entry of list(prices)) {
    if (!isRecord(entry) || !isRecord(entry.prices)) return []
    const { constraint } = entry
    const period = ratesAndTiers(entry.prices, {})
    if (!isRecord(constraint)) periods = [period]
    else if (typeof constraint.start_date === 'string') periods.push({ ...period, validFrom: constraint.start_date })
    else {
      const schedule = scheduleOf(constraint, period.rates)
      // One schedule has one set of rates.
      if (schedule === undefined || period.tiers !== undefined || periods.some((earlier) => earlier.schedule)) return []
      // Of several that hold the last one counts, so that this one changes all before it.
      periods = periods.map((earlier) => ({ ...earlier, schedule }))
    }
  }
  const byDate = periods.sort((left, right) => ((left.validFrom ?? '') < (right.validFrom ?? '') ? -1 : 1))
  return byDate.map((period, index) => {
    const next = byDate[index + 1]?.validFrom
    return next === undefined ? period : { ...period, validUntil: next }
  })
}

/** Rates are numbers, or `{ base, tiers: [{ start, price }] }`: each kind of tokens may have its own borders. */
function ratesAndTiers(prices: Fields, batchPrices: Fields): Pick<Period, 'rates' | 'tiers'> {
  const starts = new Set(
    [...Object.values(prices), ...Object.values(batchPrices)].flatMap(tiersOf).map(({ start }) => start),
  )
  const rates = ratesFrom(prices, batchPrices, Number.NEGATIVE_INFINITY)
  if (starts.size === 0) return { rates }
  const borders = [...starts].sort((left, right) => left - right)
  const tiers = borders.map(
    (start): PriceTier => ({ aboveInputTokens: start, rates: ratesFrom(prices, batchPrices, start) }),
  )
  return { rates, tiers }
}

function ratesFrom(prices: Fields, batchPrices: Fields, start: number): Partial<PriceRates> {
  const batch = plainRates(batchPrices, start)
  return { ...plainRates(prices, start), ...(Object.keys(batch).length > 0 && { batch }) }
}

/** The rates of requests that have reached a border. */
function plainRates(prices: Fields, start: number): Partial<PriceRates> {
  const rates: { -readonly [Name in PlainRate]?: string } = {}
  for (const [field, name] of Object.entries(fieldsOfRates)) {
    const value = prices[field]
    const reached = tiersOf(value).filter((tier) => tier.start <= start)
    const last = reached.reduce((best, tier) => (tier.start > best.start ? tier : best), reached[0] ?? noTier)
    const rate = decimalOf(last === noTier ? (isRecord(value) ? value.base : value) : last.price)
    if (rate !== undefined) rates[name] = rate
  }
  return rates
}

const noTier = { start: Number.NEGATIVE_INFINITY, price: undefined }

function tiersOf(value: unknown): { readonly start: number; readonly price: unknown }[] {
  return list(isRecord(value) ? value.tiers : undefined).flatMap((tier) =>
    isRecord(tier) && typeof tier.start === 'number' ? [{ start: tier.start, price: tier.price }] : [],
  )
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
