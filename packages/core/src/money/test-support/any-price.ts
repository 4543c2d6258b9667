import fc from 'fast-check'
import type { Usage } from '../../chat/event.ts'
import type { Price, PriceRates, PriceTier } from '../price.ts'

/** Up to nine decimals, as exact as prices may be. */
const rate = fc
  .tuple(fc.nat(500), fc.bigInt(0n, 999_999_999n), fc.nat(9))
  .map(([whole, fraction, decimals]) =>
    decimals === 0 ? `${whole}` : `${whole}.${String(fraction).padStart(9, '0').slice(0, decimals)}`,
  )
const kinds = {
  cachedInput: rate,
  cacheWrite: rate,
  cacheWrite1h: rate,
  imageInput: rate,
  audioInput: rate,
  imageOutput: rate,
  audioOutput: rate,
  reasoning: rate,
}
const otherRates = fc.record({ ...kinds, input: rate, output: rate }, { requiredKeys: [] })
const someRates = fc.record(
  { ...kinds, input: rate, output: rate, thinking: otherRates, batch: otherRates },
  { requiredKeys: [] },
)
const rates: fc.Arbitrary<PriceRates> = fc
  .tuple(someRates, rate, rate)
  .map(([some, input, output]) => ({ ...some, input, output }))
const tiers: fc.Arbitrary<PriceTier[]> = fc
  .uniqueArray(fc.nat(2_000), { maxLength: 4 })
  .chain((borders) =>
    fc.tuple(
      ...borders
        .sort((left, right) => left - right)
        .map((aboveInputTokens) => someRates.map((rates) => ({ aboveInputTokens, rates }))),
    ),
  )

/** Any price without a schedule. */
export const anyPrice: fc.Arbitrary<Price> = fc.record({
  provider: fc.constant('acme'),
  model: fc.constant('m'),
  currency: fc.constantFrom('CNY', 'USD'),
  rates,
  tiers,
  tierMode: fc.constantFrom('whole-request', 'marginal', undefined),
  asOf: fc.constant('2026-11-01'),
  source: fc.constant('test'),
})

const count = fc.nat(1_000)

/** All that can be said of a usage. */
export type FullUsage = Record<Exclude<keyof Usage, 'estimated'>, number>

/** Any usage whose parts fit into the whole. */
export const anyUsage: fc.Arbitrary<FullUsage> = fc
  .tuple(count, count, count, count, count, count, count, count, count, count)
  .map(([text, cached, written, hour, images, sound, answer, thoughts, pictures, speech]) => ({
    inputTokens: text + cached + written + hour + images + sound,
    cachedInputTokens: cached,
    cacheWriteInputTokens: written + hour,
    cacheWrite1hInputTokens: hour,
    imageInputTokens: images,
    audioInputTokens: sound,
    outputTokens: answer + thoughts + pictures + speech,
    reasoningTokens: thoughts,
    imageOutputTokens: pictures,
    audioOutputTokens: speech,
  }))

type Kind = Exclude<keyof PriceRates, 'thinking' | 'batch'>
type Mode = { batch: boolean; thinking: boolean }

const neighbours: Partial<Record<Kind, Kind>> = {
  cachedInput: 'input',
  cacheWrite: 'input',
  cacheWrite1h: 'cacheWrite',
  imageInput: 'input',
  audioInput: 'input',
  reasoning: 'output',
  imageOutput: 'output',
  audioOutput: 'output',
}

/** The cost by fractions, one token after the other kind, in another way than the one that is tested. */
export function referenceNanos(price: Price, usage: FullUsage, mode: Mode): bigint {
  const inside = usage.cachedInputTokens + usage.cacheWriteInputTokens + usage.imageInputTokens + usage.audioInputTokens
  const special = usage.reasoningTokens + usage.imageOutputTokens + usage.audioOutputTokens
  // In the order in which they stand in a prompt.
  const input: [Kind, number][] = [
    ['cachedInput', usage.cachedInputTokens],
    ['cacheWrite1h', usage.cacheWrite1hInputTokens],
    ['cacheWrite', usage.cacheWriteInputTokens - usage.cacheWrite1hInputTokens],
    ['imageInput', usage.imageInputTokens],
    ['audioInput', usage.audioInputTokens],
    ['input', usage.inputTokens - inside],
  ]
  const output: [Kind, number][] = [
    ['output', usage.outputTokens - special],
    ['reasoning', usage.reasoningTokens],
    ['imageOutput', usage.imageOutputTokens],
    ['audioOutput', usage.audioOutputTokens],
  ]
  const tierAt = (tokens: number) => price.tiers?.findLast((tier) => tokens > tier.aboveInputTokens)
  const isMarginal = price.tierMode === 'marginal'
  const whole = isMarginal ? undefined : tierAt(usage.inputTokens)
  let position = 0
  let sum = 0n
  for (const [kind, tokens] of input) {
    for (let token = 0; token < tokens; token++) {
      position++
      sum += billionths(rateOf(price, isMarginal ? tierAt(position) : whole, kind, mode))
    }
  }
  for (const [kind, tokens] of output) sum += BigInt(tokens) * billionths(rateOf(price, whole, kind, mode))
  const [nanos, rest] = [sum / 1_000_000n, sum % 1_000_000n]
  return rest >= 500_000n ? nanos + 1n : nanos
}

function rateOf(price: Price, tier: PriceTier | undefined, kind: Kind, { batch, thinking }: Mode): string {
  for (const rates of [tier?.rates, price.rates]) {
    const said = (thinking && rates?.thinking?.[kind]) || (batch && rates?.batch?.[kind]) || rates?.[kind]
    if (said !== undefined) return said
  }
  return rateOf(price, tier, neighbours[kind] ?? 'input', { batch, thinking })
}

function billionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(`${whole}${fraction.padEnd(9, '0')}`)
}
