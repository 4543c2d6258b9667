import type { PriceTier } from './price.ts'

/** Which tier all tokens of a call are billed in: the one that begins at the largest size. -1 for none. */
export function tierOf(tiers: readonly PriceTier[] | undefined, inputTokens: number, outputTokens: number): number {
  let found = -1
  let border = Number.NEGATIVE_INFINITY
  for (const [index, tier] of (tiers ?? []).entries()) {
    if (!isReached(tier, inputTokens, outputTokens) || tier.aboveInputTokens < border) continue
    found = index
    border = tier.aboveInputTokens
  }
  return found
}

/** Whether a call is large enough for a tier. */
export function isReached(tier: PriceTier, inputTokens: number, outputTokens: number): boolean {
  return inputTokens > tier.aboveInputTokens && outputTokens > (tier.aboveOutputTokens ?? -1)
}

/** A stretch of the input, and the tier that it is billed in; -1 for none. */
export interface Bracket {
  readonly tier: number
  /** In tokens. */
  readonly from: number
  readonly to: number
}

/** The input cut at the borders of all tiers that a call is large enough for. */
export function bracketsOf(
  tiers: readonly PriceTier[] | undefined,
  inputTokens: number,
  outputTokens: number,
): readonly Bracket[] {
  const borders = [...(tiers ?? []).entries()]
    .filter(([, tier]) => isReached(tier, inputTokens, outputTokens))
    .map(([tier, { aboveInputTokens }]) => ({ tier, from: Math.max(0, aboveInputTokens) }))
    .sort((left, right) => left.from - right.from)
  return [{ tier: -1, from: 0 }, ...borders].map(({ tier, from }, index) => ({
    tier,
    from,
    to: borders[index]?.from ?? inputTokens,
  }))
}
