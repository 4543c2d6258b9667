import { type FilterAction, filterActions } from './filter-rule.ts'
import type { FilterStream, FilterStreamOptions } from './filter-types.ts'
import { maskOf } from './mask-of.ts'
import { createScanner, type Program } from './scanner.ts'
import { createSplice, type Fate } from './splice.ts'

const longestPrefix = 65_536

/**
 * A stream through the rules of a program.
 *
 * @throws RangeError for a `minPrefix` that is no whole number from 0 to 65,536.
 */
export function createFilterStream(program: Program, options: FilterStreamOptions = {}): FilterStream {
  const { onHit, minPrefix = 0 } = options
  checkPrefix(minPrefix)
  let action: FilterAction | undefined
  let pushed = 0
  let safe = 0
  /** What is certain and has to wait; `undefined` once there was enough of it. */
  let prefix: string | undefined = ''
  const fate: Fate = { changes: 0, blockedBy: undefined }
  const scanner = createScanner(program, (hit) => {
    action = stronger(action, hit.action)
    onHit?.(hit)
  })
  const counted = {
    push(text: string) {
      const cut = scanner.push(text)
      pushed += text.length
      safe = cut.safe
      return cut
    },
    flush: scanner.flush,
  }
  const splice = createSplice(counted, maskOf, fate)

  function release(text: string, isLast: boolean): string {
    if (prefix === undefined) return text
    prefix += text
    if (prefix.length < minPrefix && (!isLast || fate.blockedBy !== undefined)) {
      if (fate.blockedBy !== undefined) prefix = ''
      return ''
    }
    const all = prefix
    prefix = undefined
    return all
  }

  return {
    push: (text) => release(splice.push(text), false),
    flush() {
      const rest = release(splice.flush(), true)
      pushed = 0
      safe = 0
      if (fate.blockedBy === undefined) prefix = ''
      return rest
    },
    action: () => action,
    held: () => (fate.blockedBy === undefined ? pushed - safe + (prefix?.length ?? 0) : 0),
  }
}

/** @throws RangeError */
export function checkPrefix(minPrefix: number): void {
  if (Number.isInteger(minPrefix) && minPrefix >= 0 && minPrefix <= longestPrefix) return
  throw new RangeError(`filter: minPrefix must be a whole number from 0 to ${longestPrefix}, got ${minPrefix}`)
}

/** The stronger of two actions. */
function stronger(one: FilterAction | undefined, other: FilterAction): FilterAction {
  return one === undefined || filterActions.indexOf(other) < filterActions.indexOf(one) ? other : one
}
