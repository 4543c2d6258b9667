import { actions, defaultRules, type LabRules } from '../filter/lab-rules.ts'
import { createLocalValue } from './local-value.ts'

/** The rules of the page of filters, kept between visits. The texts they are tried on are not. */
export const labRules = createLocalValue<LabRules>({ key: 'sluice-demo.filter-rules', parse: parseRules })

/** What is missing, or of another kind than it was, is as it is by default. */
export function parseRules(stored: unknown): LabRules {
  const { lines, action, replaceWith, isWholeWord, disguises, detectors }: Stored<LabRules> = Object(stored)
  const rules: LabRules = {
    lines: withDefaults(lines, defaultRules.lines),
    action: actions.find((name) => name === action) ?? defaultRules.action,
    ...withDefaults({ replaceWith, isWholeWord }, { replaceWith: '', isWholeWord: defaultRules.isWholeWord }),
    disguises: withDefaults(disguises, defaultRules.disguises),
    detectors: withDefaults(detectors, defaultRules.detectors),
  }
  return JSON.stringify(rules) === JSON.stringify(defaultRules) ? defaultRules : rules
}

type Stored<Value> = { readonly [Key in keyof Value]?: unknown }

/** Takes what has the type of its default, and nothing else. */
function withDefaults<Value extends Readonly<Record<string, unknown>>>(stored: unknown, defaults: Value): Value {
  const given: Readonly<Record<string, unknown>> = Object(stored)
  const taken = Object.entries(defaults).flatMap(([name, value]) =>
    Object.hasOwn(given, name) && typeof given[name] === typeof value ? [[name, given[name]]] : [],
  )
  return { ...defaults, ...Object.fromEntries(taken) }
}
