import type { Automaton } from './compile-terms.ts'
import type { Cut, Edit } from './cut.ts'
import type { FilterHit } from './filter-hit.ts'
import type { FilterAction, FilterChannel, FilterRule } from './filter-rule.ts'
import type { FilterScanner } from './filter-types.ts'
import { createKeywordScan } from './keyword-scan.ts'
import type { NormalizeOptions } from './normalize-options.ts'
import { longestContext, type RunPlan } from './run-plan.ts'
import { createRunScan } from './run-scan.ts'
import { createSettler } from './settle.ts'

/** A rule with its defaults filled in. */
export interface ResolvedRule extends FilterRule {
  readonly category: string
  readonly severity: FilterHit['severity']
  readonly action: FilterAction
}

/** What a filter looks for. */
export interface Program {
  readonly rules: readonly ResolvedRule[]
  /** As they were given. */
  readonly allow: readonly string[]
  /** What tells the lists of terms apart, where they were kept and may not be given again. */
  readonly listed?: number | undefined
  readonly automaton: Automaton
  readonly runs: RunPlan
  readonly normalize: NormalizeOptions
  readonly maxHold: number
}

// Longer texts are read in pieces of this length, so that what is found in them does not pile up.
const longestPiece = 32_768

/** Looks through one text after the other. Texts and their pieces go through the same states, so both give the same result. */
export function createScanner(
  program: Program,
  onHit: (hit: FilterHit) => void,
  channel?: FilterChannel,
): FilterScanner {
  const { rules, maxHold } = program
  let settler = createSettler(maxHold, onHit)
  const find = (at: number, start: number, end: number, isOverflow: boolean) => {
    const rule = rules[at]
    if (rule === undefined || !isFor(rule, channel)) return
    const { id: ruleId, category, severity, action } = rule
    const hit = { ruleId, category, severity, action, start, end }
    settler.find(isOverflow ? { ...hit, isOverflow } : hit, rule, at)
  }
  const keywords = createKeywordScan(program.automaton, program.normalize, maxHold, (rule, start, end) => {
    if (rule < 0) settler.allow(start, end)
    else find(rule, start, end, false)
  })
  const runs = createRunScan(program.runs, (at) => isFor(rules[at], channel), find)
  /** What is not decided yet, with what detectors are shown of the text before it. */
  let held = ''
  let origin = 0
  let safe = 0
  /** How far terms have been looked for: half a character waits for its other half. */
  let read = 0

  function advance(text: string, isLast: boolean): Cut {
    const gone = Math.max(0, safe - origin - longestContext)
    const seen = held.length - gone
    held = held.slice(gone) + text
    origin += gone
    read = keywords.read(held, read - gone, origin, isLast)
    runs.read(held, seen, origin)
    let live = origin + held.length
    if (isLast) {
      keywords.end()
      runs.end(held, origin)
    } else live = Math.min(keywords.live(origin + read), runs.live(held, origin))
    const cut = settler.settle(live)
    safe = cut.safe
    return cut
  }

  return {
    push(text) {
      if (text.length <= longestPiece) return advance(text, false)
      const edits: Edit[] = []
      for (let at = 0; ; at += longestPiece) {
        const cut = advance(text.slice(at, at + longestPiece), false)
        edits.push(...cut.edits)
        if (cut.blockedBy !== undefined || at + longestPiece >= text.length) return { ...cut, edits }
      }
    },
    flush() {
      const cut = advance('', true)
      settler = createSettler(maxHold, onHit)
      held = ''
      origin = 0
      safe = 0
      read = 0
      return cut
    },
  }
}

function isFor(rule: FilterRule | undefined, channel: FilterChannel | undefined): boolean {
  return channel === undefined || rule?.channels?.includes(channel) !== false
}
