import type { Caller } from '../chat/handler.ts'
import type { BucketRule } from '../store/counter-store.ts'

/** How much may be used in a while, and by whom. Used up, it comes back bit by bit and not all at once. */
export interface QuotaRule {
  /** Whose it is: each caller's own, each value's of a tag (`tag:team`), each model's, or everybody's together. */
  per: 'caller' | 'model' | 'all' | `tag:${string}`
  requests?: number | undefined
  /** Of input and output together. */
  tokens?: number | undefined
  /** How long it takes until all of it is there again: a minute, an hour, a day, or milliseconds. */
  window: '1m' | '1h' | '1d' | number
}

/** A rule that has been looked at. */
export interface QuotaLimit {
  readonly per: QuotaRule['per']
  readonly counts: 'requests' | 'tokens'
  readonly rule: BucketRule
  /** Under which key it is counted for this call; `undefined` if the call is nobody's of these. */
  keyOf(caller: Caller, target: string): string | undefined
}

const windows: Readonly<Record<string, number>> = { '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 }
const longestMs = 366 * 86_400_000

/** @throws RangeError for a rule that limits nothing, or by numbers that make no sense. */
export function toLimits(rule: QuotaRule, index: number): readonly QuotaLimit[] {
  const { per } = rule
  const name = `quota[${index}]`
  const windowMs = typeof rule.window === 'number' ? rule.window : (windows[rule.window] ?? Number.NaN)
  if (!(windowMs >= 1_000 && windowMs <= longestMs)) {
    throw new RangeError(`${name}.window must be '1m', '1h', '1d' or from 1000 to ${longestMs} ms, got ${rule.window}`)
  }
  if (per !== 'caller' && per !== 'model' && per !== 'all' && !/^tag:.+/.test(per)) {
    throw new RangeError(`${name}.per must be 'caller', 'model', 'all' or 'tag:' and a name, got ${per}`)
  }
  if (rule.requests === undefined && rule.tokens === undefined) {
    throw new RangeError(`${name} must limit requests or tokens, or both`)
  }
  return (['requests', 'tokens'] as const).flatMap((counts) => {
    const capacity = rule[counts]
    if (capacity === undefined) return []
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`${name}.${counts} must be a positive integer, got ${capacity}`)
    }
    const bucket = { type: 'bucket', capacity, refillPerSecond: (capacity * 1_000) / windowMs } as const
    return [
      { per, counts, rule: bucket, keyOf: (caller, target) => keyOf(`quota:${index}:${counts}`, per, caller, target) },
    ]
  })
}

function keyOf(prefix: string, per: QuotaRule['per'], caller: Caller, target: string): string | undefined {
  switch (per) {
    case 'caller':
      return `${prefix}:caller:${caller.id}`
    case 'model':
      return `${prefix}:model:${target}`
    case 'all':
      return `${prefix}:all`
    default: {
      const tag = per.slice('tag:'.length)
      const { tags = {} } = caller
      return Object.hasOwn(tags, tag) ? `${prefix}:${per}:${tags[tag]}` : undefined
    }
  }
}
