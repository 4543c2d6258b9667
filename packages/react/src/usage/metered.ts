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
  for (const call of answers.flatMap((answer) => [answer?.earlier ?? [], answer ?? []].flat())) {
    for (const [name, value] of entriesOf(call?.usage)) {
      if (name === 'estimated' || typeof value !== 'number') continue
      usage ??= { inputTokens: 0, outputTokens: 0 }
      usage[name] = (usage[name] ?? 0) + value
    }
    if (usage && call?.usage?.estimated) usage.estimated = true
    for (const [currency, amount] of entriesOf(call?.cost)) {
      const before = toNanos(cost?.[currency] ?? '0')
      const more = toNanos(amount)
      if (before !== undefined && more !== undefined) cost = { ...cost, [currency]: fromNanos(before + more) }
    }
  }
  return { usage, cost }
}

type Entry<Fields> = { [Name in keyof Fields]-?: [Name, NonNullable<Fields[Name]>] }[keyof Fields]

/** With the names that the type knows; there may be others. */
function entriesOf<Fields extends object>(fields: Fields | undefined): Entry<Fields>[] {
  return Object.entries(fields ?? {}) as Entry<Fields>[]
}
