import { type Cost, fromNanos, toNanos, type Usage } from '@sluice/core'
import type { SluiceMetadata } from '@sluice/core/ui'

/** What calls took, as far as it is known. */
export interface Metered {
  /** `undefined` where nobody counted. */
  readonly usage: Usage | undefined
  /** Of the calls whose price is known; `undefined` where none is. */
  readonly cost: Cost | undefined
}

/**
 * What the calls took that made some answers. What cannot be counted is left out: a conversation may come from a server of
 * another version, or from a storage that somebody has written to.
 */
export function meteredBy(answers: readonly (SluiceMetadata | undefined)[]): Metered {
  let usage: Usage | undefined
  let cost: Cost | undefined
  for (const call of [answers, answers.map((answer) => answer?.earlier)].flat(2)) {
    for (const [name, count] of Object.entries(call?.usage ?? {}) as [Count, number][]) {
      // A pattern instead of ten names, because every page loads it. Parts that only a newer server tells apart count, too.
      if (!/^(\w*(in|out)put|reasoning)Tokens$/i.test(name) || !Number.isSafeInteger(count) || count < 0) continue
      usage = { inputTokens: 0, outputTokens: 0, ...usage, [name]: (usage?.[name] ?? 0) + count }
    }
    if (usage && call?.usage?.estimated === true) usage.estimated = true
    for (const currency of ['CNY', 'USD'] as const) {
      const amount = call?.cost?.[currency]
      if (typeof amount !== 'string') continue
      const more = toNanos(amount)
      const before = toNanos(cost?.[currency] ?? '0')
      if (before !== undefined && more !== undefined) cost = { ...cost, [currency]: fromNanos(before + more) }
    }
  }
  return { usage, cost }
}

type Count = Exclude<keyof Usage, 'estimated'>
