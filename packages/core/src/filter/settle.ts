import type { Cut, Edit } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import { type FilterRule, filterActions } from './filter-rule.ts'

/** Decides what becomes of finds, those that overlap included. */
export interface Settler {
  /** `order` is the place of its rule among all. */
  find(hit: FilterHit, rule: FilterRule, order: number): void
  /** A phrase within which nothing counts. */
  allow(start: number, end: number): void
  /** Decides all that begins before `live`: nothing else will be found that does. */
  settle(live: number): Cut
}

interface Place {
  readonly start: number
  readonly end: number
}

interface Find {
  readonly hit: FilterHit
  readonly rule: FilterRule
  readonly order: number
}

interface Stretch extends Place {
  end: number
  rule: FilterRule
  /** The place of its action among all, the strongest first. */
  rank: number
}

/**
 * Finds that overlap become one change, by the rule with the strongest action; of several, by the leftmost, then the longest,
 * then the first among the rules. What grows longer than `longest` in that way is cut, so that what is held back has a bound.
 */
export function createSettler(longest: number, onHit: (hit: FilterHit) => void): Settler {
  const finds: Find[] = []
  let allowed: Place[] = []
  /** How far the allowed phrases reach that begin before what is being decided. */
  let reach = 0
  let stretch: Stretch | undefined
  let blockedBy: FilterHit | undefined
  let safe = 0

  function merge({ start, end, action }: FilterHit, rule: FilterRule, edits: Edit[]): void {
    const rank = filterActions.indexOf(action)
    if (stretch !== undefined && start < stretch.end && (end <= stretch.end || end - stretch.start <= longest)) {
      stretch.end = Math.max(stretch.end, end)
      if (rank >= stretch.rank) return
      stretch.rank = rank
      stretch.rule = rule
      return
    }
    const begin = Math.max(start, stretch?.end ?? 0)
    if (stretch !== undefined) edits.push(stretch)
    stretch = { start: begin, end, rule, rank }
  }

  return {
    find: (hit, rule, order) => finds.push({ hit, rule, order }),
    allow: (start, end) => allowed.push({ start, end }),
    settle(live) {
      const edits: Edit[] = []
      if (blockedBy !== undefined) return { safe, edits, blockedBy }
      if (finds.length > 0) decide(live, edits)
      if (blockedBy === undefined && stretch !== undefined && stretch.end <= live) {
        edits.push(stretch)
        stretch = undefined
      }
      allowed = allowed.filter(({ end }) => end > live)
      safe = stretch?.start ?? live
      return { safe, edits, blockedBy }
    },
  }

  function decide(live: number, edits: Edit[]): void {
    if (finds.some(isBefore)) finds.sort(inOrder)
    let first = 0
    while ((finds[first]?.hit.start ?? live) < live) first++
    const known = finds.splice(0, first)
    if (allowed.length > 1) allowed.sort(byPlace)
    let next = 0
    for (const { hit, rule } of known) {
      for (; (allowed[next]?.start ?? live) <= hit.start; next++) reach = Math.max(reach, allowed[next]?.end ?? 0)
      if (hit.end <= reach) continue
      onHit(hit)
      if (hit.action === 'flag' || hit.action === 'review') continue
      merge(hit, rule, edits)
      if (hit.action !== 'block') continue
      blockedBy = hit
      return
    }
  }
}

/** Whether a find comes too late in its list. */
function isBefore(find: Find, at: number, finds: readonly Find[]): boolean {
  const before = finds[at - 1]
  return before !== undefined && inOrder(before, find) > 0
}

function inOrder(a: Find, b: Find): number {
  return byPlace(a.hit, b.hit) || a.order - b.order
}

function byPlace(a: Place, b: Place): number {
  return a.start - b.start || b.end - a.end
}
