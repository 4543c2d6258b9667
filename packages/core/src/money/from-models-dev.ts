import { isRecord } from '../chat/record.ts'
import { documentOf, importPrices, type PlainRate, type PriceImportOptions, ratesOf } from './import-prices.ts'
import type { Price, PriceTier } from './price.ts'

/**
 * Prices from `https://models.dev/api.json`, which the caller fetched: dollars per million tokens, also for vendors that
 * send their bills in yuan. Such entries keep names of their own (`alibaba-cn`), so that they are never taken for what the
 * vendor charges. Entries it cannot read are left out.
 *
 * @throws RangeError if nothing in the document is a price, and for an `asOf` or `source` that no price can have.
 */
export function fromModelsDev(json: unknown, options?: PriceImportOptions): Price[] {
  const found = importPrices('fromModelsDev', 'models.dev', options)
  for (const [id, provider] of Object.entries(documentOf('fromModelsDev', json))) {
    if (!isRecord(provider) || !isRecord(provider.models)) continue
    for (const [model, entry] of Object.entries(provider.models)) {
      if (!isRecord(entry) || !isRecord(entry.cost)) continue
      const tiers = tiersOf(entry.cost)
      found.add({
        provider: found.billerOf(id),
        model,
        rates: ratesOf(entry.cost, fieldsOfRates),
        ...(tiers.length > 0 && { tiers }),
      })
    }
  }
  return found.prices()
}

const fieldsOfRates: Readonly<Record<string, PlainRate>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cachedInput',
  cache_write: 'cacheWrite',
  reasoning: 'reasoning',
  input_audio: 'audioInput',
  output_audio: 'audioOutput',
}

function tiersOf(cost: Readonly<Record<string, unknown>>): PriceTier[] {
  // Where both stand, the older field repeats one of the tiers at a border that is not its own.
  if (Array.isArray(cost.tiers))
    return cost.tiers.flatMap(tierOf).sort((left, right) => left.aboveInputTokens - right.aboveInputTokens)
  const above = cost.context_over_200k
  return isRecord(above) ? [{ aboveInputTokens: 200_000, rates: ratesOf(above, fieldsOfRates) }] : []
}

function tierOf(entry: unknown): PriceTier[] {
  if (!isRecord(entry) || !isRecord(entry.tier) || entry.tier.type !== 'context') return []
  const { size } = entry.tier
  return typeof size === 'number' ? [{ aboveInputTokens: size, rates: ratesOf(entry, fieldsOfRates) }] : []
}
