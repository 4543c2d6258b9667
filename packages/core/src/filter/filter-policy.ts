import { compose } from '../chat/compose.ts'
import type { Policy } from '../chat/handler.ts'
import { createCanary } from './canary.ts'
import type { OpenSource } from './channel.ts'
import { createFilter } from './create-filter.ts'
import { type FilterSettings, filterCalls } from './filter-calls.ts'
import type { FilterRule } from './filter-rule.ts'
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
  /** What prompts may be like, whatever they say; `false` for anything. @default the defaults of `createInputGuard` */
  readonly guard?: InputGuardOptions | false | undefined
  /**
   * Whether a random word is put behind the instructions of requests that have any, and an answer that says it is blocked: it
   * has read them aloud. One word for all calls. @default false
   */
  readonly canary?: boolean | undefined
  /**
   * How much of an answer has to have come before any of it is shown, in UTF-16 units: what is blocked by then is refused
   * before anything was seen.
   * @default 0
   */
  readonly minPrefix?: number | undefined
  /** What is said in the place of an answer that is blocked, or after what was shown of it. @default the call fails */
  readonly refusal?: string | undefined
}

const longestPrefix = 65_536

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
  const { minPrefix = 0, refusal } = options
  if (!(Number.isInteger(minPrefix) && minPrefix >= 0 && minPrefix <= longestPrefix)) {
    throw new RangeError(`filter: minPrefix must be a whole number from 0 to ${longestPrefix}, got ${minPrefix}`)
  }
  if (refusal?.trim() === '') throw new RangeError('filter: refusal must say something, got nothing')
  const filtering = filterCalls({
    input: filterOf(options.input, options)?.scanners,
    output: filterOf(options.output, options)?.scanners,
    canary: options.canary ? createMarker() : undefined,
    minPrefix,
    refusal,
  })
  // First: rules see what is left when what nobody sees is gone.
  return options.guard === false ? filtering : compose(guard(options.guard), filtering)
}

function filterOf(given: readonly FilterRule[] | Filter | undefined, options: FilterPolicyOptions): Filter | undefined {
  if (given === undefined || 'scan' in given) return given
  if (given.length === 0) return undefined
  for (const rule of given) checkPlaceholder(rule)
  const { allow, normalize, blockCategories, maxHold } = options
  return createFilter({ rules: given, allow, normalize, blockCategories, maxHold })
}

/** Not before the first call: some runtimes have no randomness until then. */
function createMarker(): FilterSettings['canary'] {
  let marker: { instruction: string; source: OpenSource } | undefined
  return (request) => {
    if (marker === undefined) {
      const { instruction, rule } = createCanary()
      marker = { instruction, source: createFilter({ rules: [rule] }).scanners() }
    }
    const { instruction, source } = marker
    return { request: { ...request, system: `${request.system}\n\n${instruction}` }, source }
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'

function checkPlaceholder({ id, placeholder = 'X' }: FilterRule): void {
  const isName = placeholder !== '' && Array.from(placeholder.toUpperCase()).every((sign) => letters.includes(sign))
  if (isName) return
  throw new RangeError(`filter: placeholder of ${id} must consist of letters, digits and _, got ${placeholder}`)
}
