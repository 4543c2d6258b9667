import { isRecord } from '../chat/record.ts'
import { documentOf, importPrices, type PlainRate, type PriceImportOptions, ratesOf } from './import-prices.ts'
import type { Price, PriceRates, PriceTier } from './price.ts'

/**
 * Prices from LiteLLM's `model_prices_and_context_window.json`, which the caller fetched: dollars per token of chat and
 * completion models. Tiers hold for whole requests. Entries it cannot read are left out.
 *
 * @throws RangeError if nothing in the document is a price, and for an `asOf` or `source` that no price can have.
 */
export function fromLiteLLM(json: unknown, options?: PriceImportOptions): Price[] {
  const found = importPrices('fromLiteLLM', 'LiteLLM', options)
  for (const [key, entry] of Object.entries(documentOf('fromLiteLLM', json))) {
    // The document begins with a sample that explains its fields.
    if (key === 'sample_spec' || !isRecord(entry) || !isChat(entry.mode)) continue
    const provider = entry.litellm_provider
    if (typeof provider !== 'string') continue
    const tiers = [...tiersByName(entry), ...tiersByRange(entry.tiered_pricing, provider)]
    tiers.sort((left, right) => left.aboveInputTokens - right.aboveInputTokens)
    const first = tiers[0]?.aboveInputTokens === 0 ? tiers.shift()?.rates : undefined
    found.add({
      provider: found.billerOf(provider),
      model: key.startsWith(`${provider}/`) ? key.slice(provider.length + 1) : key,
      rates: { ...ratesIn(entry, '', provider), ...first },
      ...(tiers.length > 0 && { tiers }),
    })
  }
  return found.prices()
}

const fieldsOfRates: Readonly<Record<string, PlainRate>> = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cachedInput',
  cache_creation_input_token_cost: 'cacheWrite',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  input_cost_per_audio_token: 'audioInput',
  output_cost_per_audio_token: 'audioOutput',
  input_cost_per_image_token: 'imageInput',
  output_cost_per_image_token: 'imageOutput',
  output_cost_per_reasoning_token: 'reasoning',
}

function isChat(mode: unknown): boolean {
  return mode === undefined || mode === 'chat' || mode === 'completion' || mode === 'responses'
}

/** The rates of fields that end with `suffix`, which says for which tier they are. */
function ratesIn(fields: Readonly<Record<string, unknown>>, suffix: string, provider: string): Partial<PriceRates> {
  const batch = ratesOf(fields, ending(`${suffix}_batches`), 6)
  const { reasoning, ...rates } = ratesOf(fields, ending(suffix), 6)
  return {
    ...rates,
    // Alibaba bills the answer after the thoughts like the thoughts.
    ...(reasoning && (provider === 'dashscope' ? { thinking: { output: reasoning } } : { reasoning })),
    ...(Object.keys(batch).length > 0 && { batch }),
  }
}

function ending(suffix: string): Readonly<Record<string, PlainRate>> {
  return Object.fromEntries(Object.entries(fieldsOfRates).map(([field, name]) => [`${field}${suffix}`, name]))
}

/** `input_cost_per_token_above_200k_tokens` and its like. */
function tiersByName(entry: Readonly<Record<string, unknown>>): PriceTier[] {
  const borders = Object.keys(entry).map((field) => /_above_(\d{1,5})k_tokens(?:_batches)?$/.exec(field)?.[1])
  return [...new Set(borders)].flatMap((border) => {
    if (border === undefined) return []
    const rates = ratesIn(entry, `_above_${border}k_tokens`, '')
    return Object.keys(rates).length > 0 ? [{ aboveInputTokens: Number(border) * 1000, rates }] : []
  })
}

/** `tiered_pricing: [{ range: [32000, 128000], … }]`, of which the first may stand for the rates themselves. */
function tiersByRange(tiers: unknown, provider: string): PriceTier[] {
  if (!Array.isArray(tiers)) return []
  return tiers.flatMap((tier) => {
    const from: unknown = isRecord(tier) && Array.isArray(tier.range) ? tier.range[0] : undefined
    return isRecord(tier) && typeof from === 'number'
      ? [{ aboveInputTokens: from, rates: ratesIn(tier, '', provider) }]
      : []
  })
}
