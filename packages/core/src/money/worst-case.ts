import type { ChatRequest } from '../chat/request.ts'
import type { Price } from './price.ts'
import { type Rates, ratesAt, type TokenKind } from './rates-at.ts'
import { isScheduled } from './schedule.ts'
import { bracketsOf, isReached } from './tiers.ts'

/** What an answer is taken to need at most where the request does not bound it. */
export const usualOutputTokens = 4_096

/** How large a call may become. */
export interface WorstCase {
  inputTokens: number
  outputTokens: number
  /** When it begins, in milliseconds of the Unix epoch. Its cost has to be reckoned for the same moment. */
  at: number
  /** Whether it is part of a batch. @default false */
  batch?: boolean | undefined
  /** Whether pictures or sound may be in its input; in an answer they always may. @default true */
  media?: boolean | undefined
  /** For how long the provider's prompt cache may be written: not at all, for its usual time, or for an hour. @default '5m' */
  cacheWrites?: 'none' | '5m' | '1h' | undefined
}

/** The dearest rates of input and of output. */
interface Dearest {
  readonly input: bigint
  readonly output: bigint
}

/** Outside all tiers, and in each of them. */
interface DearestRates {
  readonly base: Dearest
  readonly tiers: readonly Dearest[]
}

const million = 1_000_000n
const cacheWriteLevels = { none: 0, '5m': 1, '1h': 2 } as const

/** Put together once for each way in which a price can hold and be asked for. */
const known = /* @__PURE__ */ new WeakMap<Price, Map<number, DearestRates>>()

/**
 * The most that a call of at most this size can cost, in billionths of the price's currency, rounded up: nothing comes from a
 * cache, all is of the dearest kind there may be, and in the dearest tier that can be reached.
 *
 * @throws RangeError for a price that has no decimal numbers where it should.
 */
export function worstCaseNanos(price: Price, call: WorstCase): bigint {
  const inputTokens = Math.max(0, Math.ceil(call.inputTokens))
  const outputTokens = Math.max(0, Math.ceil(call.outputTokens))
  const { base, tiers } = dearestRates(price, call)
  const output = BigInt(outputTokens)
  let most = 0n
  if (price.tierMode === 'marginal') {
    most = base.output * output
    for (const { tier, from, to } of bracketsOf(price.tiers, inputTokens, outputTokens)) {
      most += (tiers[tier] ?? base).input * BigInt(to - from)
    }
  } else {
    const input = BigInt(inputTokens)
    most = base.input * input + base.output * output
    for (const [index, tier] of (price.tiers ?? []).entries()) {
      if (!isReached(tier, inputTokens, outputTokens)) continue
      const rates = tiers[index] ?? base
      const cost = rates.input * input + rates.output * output
      if (cost > most) most = cost
    }
  }
  return (most + million - 1n) / million
}

/**
 * What a request says of its worst case. Thoughts are always possible, and without a hint for the prompt cache so are its
 * usual writes: some providers keep what they like, and bill it.
 */
export function possibilitiesOf(request: ChatRequest): Pick<WorstCase, 'media' | 'cacheWrites'> {
  const { messages, promptCache } = request
  return {
    media: messages.some(({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'file')),
    cacheWrites: promptCache?.ttl ?? '5m',
  }
}

function dearestRates(price: Price, call: WorstCase): DearestRates {
  const { at, batch = false, media = true, cacheWrites = '5m' } = call
  const isSpecialHour = price.schedule !== undefined && isScheduled(price.schedule, at)
  const hour = isSpecialHour ? 4 : 0
  const key = cacheWriteLevels[cacheWrites] * 8 + hour + (batch ? 2 : 0) + (media ? 1 : 0)
  let ofPrice = known.get(price)
  if (ofPrice === undefined) {
    ofPrice = new Map()
    known.set(price, ofPrice)
  }
  let rates = ofPrice.get(key)
  if (rates === undefined) {
    const kinds = possibleKinds(media, cacheWrites)
    const dearestIn = (tier: number): Dearest => {
      // Not every provider can or will leave its thoughts out.
      const possible = [false, true].map((thinking) => ratesAt(price, tier, { at, thinking, batch }))
      return { input: dearest(kinds.input, possible), output: dearest(kinds.output, possible) }
    }
    rates = { base: dearestIn(-1), tiers: (price.tiers ?? []).map((_, tier) => dearestIn(tier)) }
    ofPrice.set(key, rates)
  }
  return rates
}

/** The kinds of tokens that a call may have. Thoughts, pictures and sound can come unasked. */
function possibleKinds(media: boolean, cacheWrites: 'none' | '5m' | '1h'): Record<'input' | 'output', TokenKind[]> {
  const input: TokenKind[] = ['input', 'cachedInput']
  const output: TokenKind[] = ['output', 'reasoning', 'imageOutput', 'audioOutput']
  if (cacheWrites !== 'none') input.push('cacheWrite')
  if (cacheWrites === '1h') input.push('cacheWrite1h')
  if (media) input.push('imageInput', 'audioInput')
  return { input, output }
}

function dearest(kinds: readonly TokenKind[], possible: readonly Rates[]): bigint {
  let most = 0n
  for (const rates of possible) {
    for (const kind of kinds) if (rates[kind] > most) most = rates[kind]
  }
  return most
}
