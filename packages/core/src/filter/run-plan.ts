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
  /** The rule's place among all, and its id. */
  readonly rule: number
  readonly id: string
  /** Whether what grows too long to be held back counts as found. */
  readonly masksOverflow: boolean
  /** The bit of its trigger; 0 without one. */
  readonly trigger: number
}

/** What `classes` has for all that is not ASCII. */
export const ascii = 128
const mostKinds = 30
const longestRun = 65_536
/** How much detectors may be shown of what stands before a run, in UTF-16 units. */
export const longestContext = 16

/** @throws RangeError for detectors of more than 30 kinds of characters, or triggers. */
export function planRuns(rules: readonly FilterRule[]): RunPlan {
  const classes = new Int32Array(ascii + 1)
  const triggers = new Int32Array(ascii + 1)
  const kinds: Finder[][] = []
  const names: string[] = []
  const signs: string[] = []
  for (const [rule, { id, detector, overflow = 'redact' }] of rules.entries()) {
    if (detector === undefined) continue
    checkDetector(detector, id)
    const { chars, trigger } = detector
    const index = placeIn(names, String(chars))
    addBit(classes, typeof chars === 'string' ? chars : chars[0], index)
    if (typeof chars !== 'string') classes[ascii] = (classes[ascii] ?? 0) | (1 << index)
    // Each kind has triggers of its own: they are forgotten when a run of that kind begins.
    const sign = trigger === undefined ? undefined : placeIn(signs, JSON.stringify([chars, trigger]))
    if (sign !== undefined) addBit(triggers, trigger ?? '', sign)
    const finder = {
      detector,
      rule,
      id,
      masksOverflow: overflow === 'redact',
      trigger: sign === undefined ? 0 : 1 << sign,
    }
    kinds[index] = [...(kinds[index] ?? []), finder]
  }
  if (names.length > mostKinds || signs.length > mostKinds) {
    throw new RangeError(`createFilter: detectors of more than ${mostKinds} kinds of characters or triggers`)
  }
  return { classes, triggers, kinds: kinds.map(kindOf) }
}

function checkDetector({ chars, trigger, minLength, maxLength, context = 1, find }: Detector, id: string): void {
  const [ascii, other] = typeof chars === 'string' ? [chars] : Array.isArray(chars) ? chars : []
  const areLengths = isWhole(minLength, longestRun) && isWhole(maxLength, longestRun) && maxLength > 0
  const checks: readonly (readonly [isSound: boolean, what: string])[] = [
    [isAscii(ascii) && (other === undefined || other === 'non-ascii'), 'chars must list ASCII characters'],
    [trigger === undefined || isAscii(trigger), 'trigger must list ASCII characters'],
    [
      areLengths && minLength <= maxLength,
      `minLength and maxLength must be whole numbers up to ${longestRun}, the first not above the second`,
    ],
    [isWhole(context, longestContext), `context must be a whole number up to ${longestContext}`],
    [typeof find === 'function', 'find must be a function'],
  ]
  const wrong = checks.find(([isSound]) => !isSound)
  if (wrong !== undefined) throw new RangeError(`createFilter: ${id}: detector: ${wrong[1]}`)
}

function isAscii(text: unknown): boolean {
  return typeof text === 'string' && text !== '' && Array.from(text).every((sign) => sign.charCodeAt(0) < ascii)
}

function isWhole(length: unknown, most: number): boolean {
  return Number.isInteger(length) && Number(length) >= 0 && Number(length) <= most
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
