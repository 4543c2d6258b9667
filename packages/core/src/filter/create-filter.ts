import { compileTerms, type TermSource } from './compile-terms.ts'
import { readCompiled, writeCompiled } from './compiled-terms.ts'
import { type FilterRule, filterActions } from './filter-rule.ts'
import { createFilterStream } from './filter-stream.ts'
import type { Filter, FilterHit, FilterOptions } from './filter-types.ts'
import type { NormalizeOptions } from './normalize-options.ts'
import { pinyinVariants } from './pinyin-variants.ts'
import { createScanner, type Program, type ResolvedRule } from './scanner.ts'

/**
 * A filter for texts and streams: it finds words, phrases and what detectors know, also where they are disguised, and blocks,
 * masks, replaces or reports them. Runs anywhere JavaScript does.
 *
 * @throws RangeError for rules or options that make no sense; it says which, and why.
 */
export function createFilter(options: FilterOptions): Filter {
  let program = compile(options)

  return {
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
    scanner: (onHit = ignore) => createScanner(program, onHit),
    scanners() {
      const kept = program
      return (onHit = ignore) => createScanner(kept, onHit)
    },
    update(changed) {
      program = compile(changed)
    },
    compile: () => writeCompiled(program.automaton, program.key),
  }
}

const longestHold = 65_536

function ignore(): void {}

function send(text: string, controller: TransformStreamDefaultController<string>): void {
  if (text !== '') controller.enqueue(text)
}

function compile(options: FilterOptions): Program & { key: string } {
  const { allow = [], normalize = {}, blockCategories = [], maxHold = 256, compiled } = options
  if (!(Number.isInteger(maxHold) && maxHold >= 16 && maxHold <= longestHold)) {
    throw new RangeError(`createFilter: maxHold must be a whole number from 16 to ${longestHold}, got ${maxHold}`)
  }
  const rules = options.rules.map((rule, at) => resolve(rule, at, blockCategories))
  const twice = rules.find(({ id }, at) => rules.findIndex((rule) => rule.id === id) !== at)
  if (twice !== undefined) throw new RangeError(`createFilter: there are two rules ${twice.id}`)
  const { variants, leet = false, pinyin } = normalize
  const key = JSON.stringify([
    rules.map(({ id, wholeWord = true }) => [id, wholeWord]),
    variants,
    leet,
    pinyin !== undefined,
  ])
  if (compiled !== undefined) {
    return { rules, normalize, maxHold, key, automaton: readCompiled(compiled, key, normalize) }
  }
  const sources = rules.flatMap(({ id, terms = [], wholeWord = true }, rule) =>
    terms.flatMap((term, at) =>
      sourcesOf(term, { rule, isWholeWord: wholeWord, name: `term ${at} of ${id}` }, normalize),
    ),
  )
  const allowed = allow.flatMap((text, at) =>
    sourcesOf(text, { rule: -1, isWholeWord: false, name: `allow[${at}]` }, normalize),
  )
  return { rules, normalize, maxHold, key, automaton: compileTerms([...sources, ...allowed], normalize, maxHold) }
}

function sourcesOf(text: unknown, source: Omit<TermSource, 'text'>, { pinyin }: NormalizeOptions): TermSource[] {
  if (typeof text !== 'string') {
    const why = text instanceof RegExp ? ': a regular expression has no bound on its time; give a detector' : ''
    throw new RangeError(`createFilter: ${source.name} is no text${why}`)
  }
  const variants = pinyin === undefined ? [text] : pinyinVariants(text, pinyin)
  return variants.map((variant) => ({ ...source, text: variant }))
}

/** Fills in the defaults of a rule and refuses what makes no sense. */
function resolve(rule: FilterRule, at: number, blocked: readonly string[]): ResolvedRule {
  const { id, terms, detector, replaceWith, severity = 'medium' } = rule
  const name = typeof id === 'string' && id !== '' ? id : undefined
  if (name === undefined) throw new RangeError(`createFilter: rules[${at}] has no id`)
  if ((terms === undefined) === (detector === undefined)) {
    throw new RangeError(`createFilter: ${name} must have terms or a detector, and not both`)
  }
  const { category = name, action = replaceWith === undefined ? 'redact' : 'replace' } = rule
  const allowed: readonly [string, unknown, readonly unknown[]][] = [
    ['action', action, filterActions],
    ['severity', severity, ['low', 'medium', 'high']],
    ['overflow', rule.overflow, [undefined, 'redact', 'release']],
  ]
  for (const [option, value, values] of allowed) {
    if (!values.includes(value)) throw new RangeError(`createFilter: ${name}: ${option} may not be ${value}`)
  }
  return { ...rule, category, severity, action: blocked.includes(category) ? 'block' : action }
}
