import { checkPlaceholderName } from './check-placeholder.ts'
import { compileTerms } from './compile-terms.ts'
import type { FilterHit } from './filter-hit.ts'
import { type FilterRule, filterActions, filterChannels, filterSeverities } from './filter-rule.ts'
import { createFilterStream } from './filter-stream.ts'
import type { Filter, FilterOptions } from './filter-types.ts'
import { pinyinVariants } from './pinyin-variants.ts'
import { planRuns } from './run-plan.ts'
import { createScanner, type Program, type ResolvedRule } from './scanner.ts'

/**
 * A filter for texts and streams: it finds words, phrases and what detectors know, also where they are disguised, and blocks,
 * masks, replaces or reports them. Runs anywhere JavaScript does.
 *
 * @throws RangeError for rules or options that make no sense; it says which, and why.
 */
export function createFilter(options: FilterOptions): Filter {
  return filterOf(compile(options))
}

/** A filter that begins with this program. */
export function filterOf(first: Program): Filter {
  let program = first
  const filter: Filter = {
    scan(text) {
      const hits: FilterHit[] = []
      const stream = createFilterStream(program, { onHit: (hit) => hits.push(hit) })
      const filtered = stream.push(text) + stream.flush()
      return { action: stream.action(), text: filtered, hits }
    },
    stream: (wanted) => createFilterStream(program, wanted),
    transform(wanted) {
      const stream = createFilterStream(program, wanted)
      return new TransformStream({
        transform: (text, controller) => send(stream.push(text), controller),
        flush: (controller) => send(stream.flush(), controller),
      })
    },
    scanner: (onHit = ignore, channel) => createScanner(program, onHit, channel),
    scanners() {
      const kept = program
      return (onHit = ignore, channel) => createScanner(kept, onHit, channel)
    },
    update(changed) {
      program = compile(changed)
    },
  }
  programs.set(filter, () => program)
  return filter
}

/** What a filter looks for now. */
export function programOf(filter: Filter): Program | undefined {
  return programs.get(filter)?.()
}

const programs = /* @__PURE__ */ new WeakMap<Filter, () => Program>()

const longestHold = 65_536

function ignore(): void {}

function send(text: string, controller: TransformStreamDefaultController<string>): void {
  if (text !== '') controller.enqueue(text)
}

function compile(options: FilterOptions): Program {
  const settings = resolveOptions(options)
  const { allow, normalize } = settings
  const sources = settings.rules.flatMap(({ id, terms = [], wholeWord = true }, rule) =>
    terms.map((text, at) => ({ text, rule, isWholeWord: wholeWord, name: `term ${at} of ${id}` })),
  )
  for (const [at, text] of allow.entries()) sources.push({ text, rule: -1, isWholeWord: false, name: `allow[${at}]` })
  const { pinyin } = normalize
  const bad = sources.find(({ text }) => typeof text !== 'string')
  if (bad !== undefined) {
    const why = (bad.text as unknown) instanceof RegExp ? ', and a regular expression has no bound on its time' : ''
    throw new RangeError(`createFilter: ${bad.name} is no text${why}`)
  }
  const spelled =
    pinyin === undefined
      ? sources
      : sources.flatMap((source) => pinyinVariants(source.text, pinyin).map((text) => ({ ...source, text })))
  return { ...settings, automaton: compileTerms(spelled, normalize, settings.maxHold) }
}

/** Fills in the defaults of a filter's options, and refuses what makes no sense. */
export function resolveOptions({
  rules,
  allow = [],
  normalize = {},
  blockCategories = [],
  maxHold = 256,
}: FilterOptions): Omit<Program, 'automaton'> {
  if (!(Number.isInteger(maxHold) && maxHold >= 16 && maxHold <= longestHold)) {
    throw new RangeError(`createFilter: maxHold must be a whole number from 16 to ${longestHold}, got ${maxHold}`)
  }
  if (!Array.isArray(rules)) throw new RangeError('createFilter: rules must be a list of rules')
  for (const { from, to } of normalize.variants ?? []) {
    if (from.length !== to.length) throw new RangeError('createFilter: variants must pair characters one by one')
  }
  const resolved = rules.map((rule: FilterRule, at) => resolve(rule, at, blockCategories))
  const ids = new Set<string>()
  for (const { id } of resolved) {
    if (ids.has(id)) throw new RangeError(`createFilter: there are two rules ${id}`)
    ids.add(id)
  }
  return { rules: resolved, allow, runs: planRuns(resolved), normalize, maxHold }
}

type Choice = readonly [option: string, value: unknown, values: readonly unknown[]]

/** Fills in the defaults of a rule and refuses what makes no sense. */
function resolve(rule: FilterRule, at: number, blocked: readonly string[]): ResolvedRule {
  const { id, terms, detector, replaceWith, severity = 'medium' } = rule
  const name = typeof id === 'string' && id !== '' ? id : undefined
  if (name === undefined) throw new RangeError(`createFilter: rules[${at}] has no id`)
  if ((terms === undefined) === (detector === undefined)) {
    throw new RangeError(`createFilter: ${name} must have terms or a detector, and not both`)
  }
  if (terms !== undefined && !Array.isArray(terms)) throw new RangeError(`createFilter: ${name}: terms must be a list`)
  const { category = name, action = replaceWith === undefined ? 'redact' : 'replace' } = rule
  const choices: readonly Choice[] = [
    ['action', action, filterActions],
    ['severity', severity, filterSeverities],
    ['overflow', rule.overflow, [undefined, 'redact', 'release']],
    ['wholeWord', rule.wholeWord, [undefined, true, false]],
    ['replaceWith', typeof replaceWith, ['undefined', 'string']],
    ...(rule.channels ?? []).map((channel): Choice => ['channels', channel, filterChannels]),
  ]
  for (const [option, value, values] of choices) {
    if (!values.includes(value)) throw new RangeError(`createFilter: ${name}: ${option} may not be ${value}`)
  }
  if (terms !== undefined && rule.overflow !== undefined) {
    throw new RangeError(`createFilter: ${name}: overflow is for detectors; terms that grow too long are let go`)
  }
  checkPlaceholderName(rule)
  return { ...rule, category, severity, action: blocked.includes(category) ? 'block' : action }
}
