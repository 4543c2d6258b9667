import type { Detector } from './detector.ts'
import type { FilterRule } from './filter-rule.ts'

/** How detectors share the runs of a text. */
export interface RunPlan {
  /** By character, the bits of the kinds that it belongs to. What all that is not ASCII counts as stands last. */
  readonly classes: Int32Array
  /** By character, the bits of the triggers that it belongs to. */
  readonly triggers: Int32Array
  readonly kinds: readonly RunKind[]
}

/** Detectors that are shown the same runs. */
export interface RunKind {
  readonly finders: readonly Finder[]
  /** The bits of all their triggers. */
  readonly triggers: number
  /** What they have least of. */
  readonly minLength: number
  readonly maxLength: number
}

/** A rule's detector. */
export interface Finder {
  readonly detector: Detector
  /** The rule's place among all. */
  readonly rule: number
  /** Whether what grows too long to be held back counts as found. */
  readonly masksOverflow: boolean
  /** The bit of its trigger; 0 without one. */
  readonly trigger: number
}

/** What `classes` has for all that is not ASCII. */
export const ascii = 128
const mostKinds = 30

/** @throws RangeError for detectors of more than 30 kinds of characters, or triggers. */
export function planRuns(rules: readonly FilterRule[]): RunPlan {
  const classes = new Int32Array(ascii + 1)
  const triggers = new Int32Array(ascii + 1)
  const kinds: Finder[][] = []
  const names: string[] = []
  const signs: string[] = []
  for (const [rule, { detector, overflow = 'redact' }] of rules.entries()) {
    if (detector === undefined) continue
    const { chars, trigger } = detector
    const index = placeIn(names, String(chars))
    addBit(classes, typeof chars === 'string' ? chars : chars[0], index)
    if (typeof chars !== 'string') classes[ascii] = (classes[ascii] ?? 0) | (1 << index)
    // Each kind has triggers of its own: they are forgotten when a run of that kind begins.
    const sign = trigger === undefined ? undefined : placeIn(signs, JSON.stringify([chars, trigger]))
    if (sign !== undefined) addBit(triggers, trigger ?? '', sign)
    const finder = { detector, rule, masksOverflow: overflow === 'redact', trigger: sign === undefined ? 0 : 1 << sign }
    kinds[index] = [...(kinds[index] ?? []), finder]
  }
  if (names.length > mostKinds || signs.length > mostKinds) {
    throw new RangeError(`createFilter: detectors of more than ${mostKinds} kinds of characters or triggers`)
  }
  return { classes, triggers, kinds: kinds.map(kindOf) }
}

function placeIn(list: string[], name: string): number {
  return list.includes(name) ? list.indexOf(name) : list.push(name) - 1
}

function addBit(bits: Int32Array, characters: string, index: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0)
    bits[code] = (bits[code] ?? 0) | (1 << index)
  }
}

function kindOf(finders: readonly Finder[]): RunKind {
  return {
    finders,
    triggers: finders.reduce((bits, { trigger }) => bits | trigger, 0),
    minLength: Math.min(...finders.map(({ detector }) => detector.minLength)),
    maxLength: Math.min(...finders.map(({ detector }) => detector.maxLength)),
  }
}
