import type { Detector } from './detector.ts'

/** Shows detectors the runs of their characters in a text that comes in pieces. Places are counted from its beginning. */
export interface RunScan {
  /** Reads `text` from `start` on; its first unit stands at `origin`. What `live` gave and the unit before it must be in `text` yet. */
  read(text: string, start: number, origin: number): void
  /** Lets go of what can become nothing. Gives where the earliest thing begins that may yet be found. */
  live(text: string, origin: number): number
  /** Ends all runs, at the end of the text. */
  end(text: string, origin: number): void
}

/** A detector, and who is told of what it finds. */
export interface Finder {
  readonly detector: Detector
  /** Whether what grows too long to be held back counts as found. */
  readonly masksOverflow: boolean
  readonly onFind: (start: number, end: number, isOverflow: boolean) => void
}

interface Run extends Finder {
  /** Which bit its characters have. */
  readonly bit: number
  start: number
  /** Where it is worth asking again what of it can still become something. */
  askAt: number
  /** Whether it has grown too long: what follows is masked or let go until the run ends. */
  isTooLong: boolean
}

const ascii = 128
const mostKinds = 30
const mostAsked = 64

/** @throws RangeError for detectors of more than 30 kinds of characters. */
export function createRunScan(finders: readonly Finder[]): RunScan {
  const kinds = [...new Set(finders.map(({ detector }) => String(detector.chars)))]
  if (kinds.length > mostKinds)
    throw new RangeError(`createFilter: detectors of more than ${mostKinds} kinds of characters`)
  // What all that is not ASCII counts as stands last.
  const classes = new Int32Array(ascii + 1)
  const runs: Run[] = finders.map((finder) => {
    const { chars } = finder.detector
    const bit = 1 << kinds.indexOf(String(chars))
    for (const character of typeof chars === 'string' ? chars : chars[0]) {
      const code = character.charCodeAt(0)
      classes[code] = (classes[code] ?? 0) | bit
    }
    if (typeof chars !== 'string') classes[ascii] = (classes[ascii] ?? 0) | bit
    return { ...finder, bit, start: 0, askAt: 0, isTooLong: false }
  })
  let open = 0
  /** Where the next run gets too long, at the earliest. */
  let limit = Number.POSITIVE_INFINITY

  function change(bits: number, text: string, at: number, origin: number): void {
    for (const run of runs) {
      if ((open & run.bit) !== 0 && (bits & run.bit) === 0) finish(run, text, at, origin)
      if ((bits & run.bit) !== 0 && (open & run.bit) === 0) {
        run.start = origin + at
        run.isTooLong = false
        run.askAt = 0
        limit = Math.min(limit, run.start + run.detector.maxLength)
      }
    }
    open = bits
  }

  function finish(run: Run, text: string, at: number, origin: number): void {
    if (run.isTooLong) mask(run, origin + at)
    else show(run, text, at, origin)
  }

  function mask(run: Run, end: number): void {
    if (run.masksOverflow && end > run.start) run.onFind(run.start, end, true)
    run.start = end
  }

  /** Shows a run up to `at`. */
  function show({ detector, start, onFind }: Run, text: string, at: number, origin: number): void {
    const { minLength, trigger } = detector
    if (origin + at - start < minLength) return
    const from = start - origin
    const run = toAscii(text.slice(from, at))
    if (trigger !== undefined && !Array.from(trigger).some((sign) => run.includes(sign))) return
    for (const found of detector.find(run, toAscii(text.charAt(from - 1)), toAscii(text.charAt(at)))) {
      onFind(start + found.start, start + found.end, false)
    }
  }

  /** Lets go of the part of a run that can become nothing. */
  function cut(run: Run, text: string, at: number, origin: number): void {
    const from = run.start - origin
    const keep = run.detector.live?.(toAscii(text.slice(from, at)), toAscii(text.charAt(from - 1))) ?? 0
    // What is long and all held back is asked about again when it has grown by an eighth: each time takes as long as it is.
    run.askAt = keep === 0 && at - from > mostAsked ? origin + at + (at - from) / 8 : 0
    if (keep === 0) return
    show(run, text, from + keep, origin)
    run.start += keep
  }

  /** Bounds the runs that have grown as long as they may. */
  function bound(text: string, at: number, origin: number): void {
    limit = Number.POSITIVE_INFINITY
    for (const run of runs) {
      if ((open & run.bit) === 0) continue
      const { maxLength } = run.detector
      if (!run.isTooLong && origin + at - run.start >= maxLength) cut(run, text, at, origin)
      if (origin + at - run.start >= maxLength) {
        run.isTooLong = true
        mask(run, origin + at)
      }
      limit = Math.min(limit, run.start + maxLength)
    }
  }

  return {
    read(text, start, origin) {
      if (runs.length === 0) return
      for (let at = start; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        const bits = classes[unit < ascii ? unit : asciiOf(unit)] ?? 0
        if (bits !== open) change(bits, text, at, origin)
        if (origin + at >= limit) bound(text, at, origin)
      }
    },
    live(text, origin) {
      let earliest = origin + text.length
      for (const run of runs) {
        if ((open & run.bit) === 0) continue
        if (!run.isTooLong && origin + text.length >= run.askAt) cut(run, text, text.length, origin)
        if (!run.isTooLong || run.masksOverflow) earliest = Math.min(earliest, run.start)
      }
      return earliest
    },
    end: (text, origin) => change(0, text, text.length, origin),
  }
}

/** The ASCII character that counts for a unit beyond ASCII; `ascii` if none does. */
function asciiOf(unit: number): number {
  if (unit > 0xff00 && unit < 0xff5f) return unit - 0xfee0
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return 0x2d
  const isSpace =
    unit === 0xa0 || unit === 0x3000 || unit === 0x202f || unit === 0x205f || (unit >= 0x2000 && unit < 0x200b)
  return isSpace ? 0x20 : ascii
}

function toAscii(text: string): string {
  let plain = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const code = unit < ascii ? ascii : asciiOf(unit)
    if (code === ascii) continue
    plain += text.slice(from, at) + String.fromCharCode(code)
    from = at + 1
  }
  return from === 0 ? text : plain + text.slice(from)
}
