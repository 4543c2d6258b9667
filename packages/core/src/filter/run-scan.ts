import type { Span } from './detector.ts'
import { ascii, type Finder, type RunKind, type RunPlan } from './run-plan.ts'

/** Shows detectors the runs of their characters in a text that comes in pieces. Places are counted from its beginning. */
export interface RunScan {
  /**
   * Reads `text` from `start` on; its first unit stands at `origin`. What `live` gave must be in `text` yet, with the longest
   * context before it.
   */
  read(text: string, start: number, origin: number): void
  /** Lets go of what can become nothing. Gives where the earliest thing begins that may yet be found. */
  live(text: string, origin: number): number
  /** Ends all runs, at the end of the text. */
  end(text: string, origin: number): void
}

interface Run extends Finder {
  start: number
  /** Where it is worth asking again what of it can still become something. */
  askAt: number
  /** Whether it has grown too long: what follows is masked or let go until the run ends. */
  isTooLong: boolean
}

interface Kind extends Omit<RunKind, 'finders'> {
  readonly runs: readonly Run[]
  start: number
  /** Whether its runs have places of their own: most end before anybody asks. */
  isSplit: boolean
}

const mostAsked = 64

/** `onFind` is told of the finds of the rules that `isWanted`. */
export function createRunScan(
  { classes, triggers, kinds: planned }: RunPlan,
  isWanted: (rule: number) => boolean,
  onFind: (rule: number, start: number, end: number, isOverflow: boolean) => void,
): RunScan {
  const kinds = planned.map(({ finders, ...kind }): Kind => {
    const wanted = finders.filter(({ rule }) => isWanted(rule))
    const runs = wanted.map((finder): Run => ({ ...finder, start: 0, askAt: 0, isTooLong: false }))
    return { ...kind, runs, start: 0, isSplit: false }
  })
  /** The bits of the kinds whose runs go on. */
  let open = 0
  /** Where the next run gets too long, at the earliest. */
  let limit = Number.POSITIVE_INFINITY
  /** The bits of the triggers since runs with them began. */
  let triggered = 0
  /** Where the last character was that is not ASCII. */
  let lastWide = -1
  // Several detectors look at the same stretch.
  const seen = { from: 0, at: 0, origin: -1, text: '' }

  function change(bits: number, text: string, at: number, origin: number): void {
    for (let changed = bits ^ open; changed !== 0; ) {
      const index = 31 - Math.clz32(changed)
      changed ^= 1 << index
      const kind = kinds[index]
      if (kind === undefined) continue
      if ((open & (1 << index)) === 0) {
        kind.start = origin + at
        triggered &= ~kind.triggers
        limit = Math.min(limit, kind.start + kind.maxLength)
      } else if (kind.isSplit || origin + at - kind.start >= kind.minLength) {
        split(kind)
        for (const run of kind.runs) finish(run, text, at, origin)
        kind.isSplit = false
      }
    }
    open = bits
  }

  function split(kind: Kind): void {
    if (kind.isSplit) return
    kind.isSplit = true
    for (const run of kind.runs) {
      run.start = kind.start
      run.askAt = 0
      run.isTooLong = false
    }
  }

  function finish(run: Run, text: string, at: number, origin: number): void {
    if (run.isTooLong) resume(run, text, at, origin, true)
    if (run.isTooLong) mask(run, origin + at)
    else show(run, text, at, origin)
  }

  /** Ends what has grown too long where its detector sees the end. */
  function resume(run: Run, text: string, at: number, origin: number, isEnded: boolean): void {
    const { detector, masksOverflow, start } = run
    if (!masksOverflow || detector.overflowEnd === undefined) return
    const from = start - origin
    const length = detector.overflowEnd(read(text, from, at, origin), isEnded)
    run.askAt = origin + at + (at - from) / 8
    if (!(length >= 0)) return
    mask(run, Math.min(start + length, origin + at))
    run.isTooLong = false
    run.askAt = 0
  }

  function mask(run: Run, end: number): void {
    const isTriggered = run.trigger === 0 || (triggered & run.trigger) !== 0
    if (run.masksOverflow && isTriggered && end > run.start) onFind(run.rule, run.start, end, true)
    run.start = end
  }

  /** Shows a run up to `at`. */
  function show(finder: Run, text: string, at: number, origin: number): void {
    const { detector, trigger, start } = finder
    if (origin + at - start < detector.minLength || (trigger !== 0 && (triggered & trigger) === 0)) return
    const from = start - origin
    const run = read(text, from, at, origin)
    report(finder, run.length, detector.find(run, contextOf(finder, text, from), toAscii(text.charAt(at))))
  }

  /** A find that lies elsewhere would change what was not looked at, or say a text twice. */
  function report({ rule, id, start }: Run, length: number, found: readonly Span[]): void {
    let last = 0
    for (const { start: from, end } of found) {
      const isSound = Number.isInteger(from) && Number.isInteger(end) && from >= last && end > from && end <= length
      if (!isSound) throw new RangeError(`filter: the detector of ${id} found ${from} to ${end} in a run of ${length}`)
      onFind(rule, start + from, start + end, false)
      last = end
    }
  }

  /** What a detector is shown of what stands before a run. */
  function contextOf({ detector: { context = 1 } }: Run, text: string, from: number): string {
    return toAscii(text.slice(Math.max(0, from - context), from))
  }

  function read(text: string, from: number, at: number, origin: number): string {
    if (seen.from === from && seen.at === at && seen.origin === origin) return seen.text
    seen.from = from
    seen.at = at
    seen.origin = origin
    const run = text.slice(from, at)
    seen.text = lastWide < origin + from ? run : toAscii(run)
    return seen.text
  }

  /** Lets go of the part of a run that can become nothing. */
  function cut(run: Run, text: string, at: number, origin: number): void {
    const from = run.start - origin
    const { detector } = run
    const own = read(text, from, at, origin)
    const before = contextOf(run, text, from)
    const settled = detector.settle?.(own, before)
    const keep = settled?.live ?? detector.live?.(own, before) ?? 0
    if (!(Number.isInteger(keep) && keep >= 0 && keep <= own.length)) {
      throw new RangeError(`filter: the detector of ${run.id} holds from ${keep} in a run of ${own.length}`)
    }
    // What is long and all held back is asked about again when it has grown by an eighth: each time takes as long as it is.
    run.askAt = keep === 0 && at - from > mostAsked ? origin + at + (at - from) / 8 : 0
    if (keep === 0) return
    if (settled === undefined) show(run, text, from + keep, origin)
    else report(run, keep, settled.found)
    run.start += keep
  }

  /** Bounds the runs that have grown as long as they may. */
  function bound(text: string, at: number, origin: number): void {
    limit = Number.POSITIVE_INFINITY
    for (const run of openRuns()) {
      const { maxLength } = run.detector
      if (run.isTooLong && origin + at - run.start >= maxLength) resume(run, text, at, origin, false)
      if (!run.isTooLong && origin + at - run.start >= maxLength) cut(run, text, at, origin)
      if (origin + at - run.start >= maxLength) {
        run.isTooLong = true
        run.askAt = 0
        mask(run, origin + at)
      }
      limit = Math.min(limit, run.start + maxLength)
    }
  }

  function openRuns(): Run[] {
    return kinds.flatMap((kind, index) => {
      if ((open & (1 << index)) === 0) return []
      split(kind)
      return kind.runs
    })
  }

  return {
    read(text, start, origin) {
      if (kinds.length === 0) return
      seen.origin = -1
      for (let at = start; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        let code = unit
        if (unit >= ascii) {
          code = asciiOf(unit)
          lastWide = origin + at
        }
        const bits = classes[code] ?? 0
        if (bits !== open) change(bits, text, at, origin)
        triggered |= triggers[code] ?? 0
        if (origin + at >= limit) bound(text, at, origin)
      }
    },
    live(text, origin) {
      let earliest = origin + text.length
      if (open === 0) return earliest
      for (const run of openRuns()) {
        if (run.isTooLong && origin + text.length >= run.askAt) resume(run, text, text.length, origin, false)
        if (!run.isTooLong && origin + text.length >= run.askAt) cut(run, text, text.length, origin)
        if (!run.isTooLong || run.masksOverflow) earliest = Math.min(earliest, run.start)
      }
      return earliest
    },
    end(text, origin) {
      seen.origin = -1
      change(0, text, text.length, origin)
      lastWide = -1
    },
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
