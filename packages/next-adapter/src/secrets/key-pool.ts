import type { Authorize } from '@sluice/core'
import type { SecretSource } from './secret.ts'

export interface KeyPoolOptions {
  /** @default 'round-robin' */
  choose?: 'round-robin' | 'least-used' | undefined
}

/** Several credentials that serve in turn. */
export interface KeyPool {
  readonly type: 'key-pool'
  readonly entries: readonly (SecretSource | Authorize)[]
  readonly choose: 'round-robin' | 'least-used'
}

/**
 * Several keys for one target, each a lane of its own. One that the provider refuses (401), finds used up (402, quota) or
 * too busy (429) is benched, with the reason in `pipeline.snapshot()`, and tried again later; the call goes on with the next.
 *
 * @throws RangeError without keys.
 * @throws TypeError for a way to choose that does not exist.
 */
export function keyPool(entries: readonly (SecretSource | Authorize)[], options: KeyPoolOptions = {}): KeyPool {
  if (entries.length === 0) throw new RangeError('keyPool: there must be at least one key')
  const choose = options.choose ?? 'round-robin'
  if (!['round-robin', 'least-used'].includes(choose)) {
    throw new TypeError('keyPool: choose must be round-robin or least-used')
  }
  return { type: 'key-pool', entries: [...entries], choose }
}
