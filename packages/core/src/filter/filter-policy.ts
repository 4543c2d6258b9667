import type { Clock } from '../chat/clock.ts'
import { compose } from '../chat/compose.ts'
import type { Policy } from '../chat/handler.ts'
import { createCanary } from './canary.ts'
import type { OpenSource } from './channel.ts'
import { checkPlaceholder } from './check-placeholder.ts'
import { createFilter } from './create-filter.ts'
import { type FilterSettings, filterCalls } from './filter-calls.ts'
import type { FilterRule } from './filter-rule.ts'
import { checkPrefix } from './filter-stream.ts'
import type { Filter, FilterOptions } from './filter-types.ts'
import { guard } from './guard.ts'
import type { InputGuardOptions } from './input-guard-options.ts'

export interface FilterPolicyOptions
  extends Pick<FilterOptions, 'allow' | 'normalize' | 'blockCategories' | 'maxHold'> {
  /**
   * What is looked for in prompts: in what users, models and tools have said, not in instructions. Either rules, which `allow`,
   * `normalize`, `blockCategories` and `maxHold` are for, or a filter, which can be given other rules while calls are made.
   * @default nothing
   */
  readonly input?: readonly FilterRule[] | Filter | undefined
  /** The same for answers. One that has begun keeps the rules of its beginning. @default nothing */
  readonly output?: readonly FilterRule[] | Filter | undefined
  /**
   * What prompts may be like, whatever they say: `{}` for the defaults of `createInputGuard`, `false` for anything.
   * @default {} with an `input`, else false
   */
  readonly guard?: InputGuardOptions | false | undefined
  /**
   * Whether a random word is put before and behind the instructions of requests that have any, and an answer that says it is
   * blocked: it has read them aloud. One word for all calls of this process. Processes that share a provider's prompt cache are
   * given the same: 16 to 64 letters and digits that nobody can guess.
   * @default false
   */
  readonly canary?: boolean | string | undefined
  /**
   * How much of an answer has to have come before any of it is shown, in UTF-16 units: what is blocked by then is refused
   * before anything was seen.
   * @default 0
   */
  readonly minPrefix?: number | undefined
  /** What is said in the place of an answer that is blocked, or after what was shown of it. @default the call fails */
  readonly refusal?: string | undefined
  /** For how long an answer that is blocked waits for its provider to let go: a second. @default the machine's own */
  readonly clock?: Clock | undefined
}

/**
 * Filters what is asked and what is answered: it blocks, masks, replaces or reports what its rules name, in prompts before
 * anything is spent on them, and in answers while they stream. Values for which a rule has a `placeholder` never reach the
 * model, and stand in the answer again. What was found is observed as `content-filtered`, without the text.
 *
 * A blocked prompt is the error `content-filtered`. A blocked answer stops its provider at once and ends in that error, or with
 * the `refusal`.
 *
 * @throws RangeError for rules or options that make no sense.
 */
export function filter(options: FilterPolicyOptions): Policy {
  const { minPrefix = 0, refusal, canary = false, clock } = options
  const checks = options.guard ?? (options.input === undefined ? false : {})
  checkPrefix(minPrefix)
  if (refusal?.trim() === '') throw new RangeError('filter: refusal must say something, got nothing')
  checkListOptions(options)
  const filtering = filterCalls({
    input: filterOf(options.input, options)?.scanners,
    output: filterOf(options.output, options)?.scanners,
    canary: canary === false ? undefined : createMarker(canary === true ? undefined : canary),
    minPrefix,
    refusal,
    clock,
  })
  // First: rules see what is left when what nobody sees is gone.
  return checks === false ? filtering : compose(guard(checks), filtering)
}

function filterOf(given: readonly FilterRule[] | Filter | undefined, options: FilterPolicyOptions): Filter | undefined {
  if (given === undefined || !isList(given)) return given
  if (given.length === 0) return undefined
  if (given === options.input) for (const rule of given) checkPlaceholder(rule)
  const { allow, normalize, blockCategories, maxHold } = options
  return createFilter({ rules: given, allow, normalize, blockCategories, maxHold })
}

function checkListOptions(options: FilterPolicyOptions): void {
  const { input, output, allow, normalize, blockCategories, maxHold } = options
  if ((input !== undefined && isList(input)) || (output !== undefined && isList(output))) return
  for (const [name, value] of Object.entries({ allow, normalize, blockCategories, maxHold })) {
    if (value === undefined) continue
    throw new RangeError(`filter: ${name} is for lists of rules, and neither input nor output is one`)
  }
}

function isList(given: readonly FilterRule[] | Filter): given is readonly FilterRule[] {
  return !('scan' in given)
}

/** A random word not before the first call: some runtimes have no randomness until then. */
function createMarker(token: string | undefined): FilterSettings['canary'] {
  let marker = token === undefined ? undefined : markerOf(token)
  return (request) => {
    marker ??= markerOf(undefined)
    const { instruction, source } = marker
    // Before, so that whoever reads them aloud from their beginning is stopped there.
    return { request: { ...request, system: `${instruction}\n\n${request.system}\n\n${instruction}` }, source }
  }
}

function markerOf(token: string | undefined): { instruction: string; source: OpenSource } {
  const { instruction, rule } = createCanary({ token })
  return { instruction, source: createFilter({ rules: [rule] }).scanners() }
}
