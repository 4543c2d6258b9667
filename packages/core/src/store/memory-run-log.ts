import { type Clock, systemClock } from '../chat/clock.ts'
import type { RunClaim, RunLog, RunPart } from './run-log.ts'
import { createRunTape, type RunTape } from './run-tape.ts'

export interface MemoryRunLogOptions {
  /** The most runs that are known. Beyond them the one that ended first is forgotten; if none has, a new one is not logged. @default 1_000 */
  maxRuns?: number | undefined
  /** How much is kept of all runs, in bytes. Beyond it those lose their parts that ended first, then the largest. @default 67_108_864 */
  maxBytes?: number | undefined
  /** How much is kept of one run. One that says more goes on, but can no longer be read from the log. @default 8_388_608, at most `maxBytes` */
  maxRunBytes?: number | undefined
  /** How long a run is kept after its end, and a key that was stopped. @default 300_000 */
  ttlMs?: number | undefined
  clock?: Clock | undefined
}

interface LoggedRun {
  readonly id: string
  readonly owner: string
  readonly name: string | undefined
  readonly onStop: () => void
  readonly tape: RunTape
  bytes: number
  isEnded: boolean
  isDelivered: boolean
  isStopped: boolean
  unreadSinceMs: number
  expiresAtMs: number
}

// More stops than this do not overtake their starts.
const mostStoppedKeys = 10_000
// What a part takes besides its text, about.
const partBytes = 64

/** A log in this process's memory: for one server, for pages, and for tests. */
export function createMemoryRunLog(options: MemoryRunLogOptions = {}): RunLog {
  const { maxRuns, maxBytes, maxRunBytes, ttlMs, clock } = resolve(options)
  const runs = new Map<string, LoggedRun>()
  const byName = new Map<string, LoggedRun>()
  const latest = new Map<string, LoggedRun>()
  // Both in the order in which their time is up, as all have the same time.
  const ended = new Set<LoggedRun>()
  const stopped = new Map<string, number>()
  let bytes = 0

  function dropParts(run: LoggedRun): void {
    bytes -= run.bytes
    run.bytes = 0
    run.tape.drop()
  }
  function forget(run: LoggedRun): void {
    dropParts(run)
    runs.delete(run.id)
    ended.delete(run)
    if (run.name !== undefined && byName.get(run.name) === run) byName.delete(run.name)
    if (latest.get(run.owner) === run) latest.delete(run.owner)
  }
  function sweep(): void {
    const nowMs = clock.monotonic()
    for (const run of ended) {
      if (run.expiresAtMs > nowMs) break
      forget(run)
    }
    for (const [name, expiresAtMs] of stopped) {
      if (expiresAtMs > nowMs) break
      stopped.delete(name)
    }
  }
  function isFull(): boolean {
    if (runs.size < maxRuns) return false
    const [oldest] = ended
    if (oldest !== undefined) forget(oldest)
    return oldest === undefined
  }
  function makeRoom(): void {
    for (const run of ended) {
      if (bytes <= maxBytes) return
      if (run.bytes > 0) dropParts(run)
    }
    let largest: LoggedRun | undefined
    for (const run of runs.values()) if (largest === undefined || run.bytes > largest.bytes) largest = run
    if (bytes > maxBytes && largest !== undefined) dropParts(largest)
  }
  function stop(run: LoggedRun | undefined): void {
    if (run === undefined || run.isEnded || run.isStopped) return
    run.isStopped = true
    run.onStop()
  }
  function admit({ runId: id, owner, key, onStop }: RunClaim): void {
    const name = key === undefined ? undefined : nameOf(owner, key)
    const fresh = { bytes: 0, isEnded: false, isDelivered: false, isStopped: false, expiresAtMs: 0 }
    const run = { ...fresh, id, owner, name, onStop, tape: createRunTape(), unreadSinceMs: clock.monotonic() }
    runs.set(id, run)
    latest.set(owner, run)
    if (name !== undefined) byName.set(name, run)
  }

  return {
    begin(claim) {
      sweep()
      const name = claim.key === undefined ? undefined : nameOf(claim.owner, claim.key)
      if (name !== undefined && stopped.has(name)) return { type: 'stopped' }
      const known = name === undefined ? undefined : byName.get(name)
      if (known !== undefined) return { type: 'known', runId: known.id }
      const before = latest.get(claim.owner)
      const replaced = before === undefined || before.isEnded ? {} : { replacedRunId: before.id }
      if (isFull()) {
        latest.delete(claim.owner)
        return { type: 'full', ...replaced }
      }
      admit(claim)
      return { type: 'begun', ...replaced }
    },
    append(runId, parts) {
      const run = runs.get(runId)
      if (run === undefined || run.isEnded || !run.tape.isKept) return false
      const more = sizeOf(parts)
      run.bytes += more
      bytes += more
      run.tape.append(parts)
      if (run.bytes > maxRunBytes) dropParts(run)
      else if (bytes > maxBytes) makeRoom()
      return run.tape.isKept
    },
    end(runId) {
      sweep()
      const run = runs.get(runId)
      if (run === undefined || run.isEnded) return
      run.isEnded = true
      run.expiresAtMs = clock.monotonic() + ttlMs
      ended.add(run)
      run.tape.close()
    },
    withdraw(runId, lastWords) {
      const run = runs.get(runId)
      if (run === undefined || run.isEnded) return
      run.isEnded = true
      run.tape.append([{ data: lastWords }])
      run.tape.close()
      forget(run)
    },
    find(owner, runId) {
      sweep()
      const run = runId === undefined ? latest.get(owner) : runs.get(runId)
      if (run === undefined || run.owner !== owner) return undefined
      const { id, tape, isEnded, isDelivered } = run
      return { runId: id, lastSeq: tape.lastSeq, isEnded, isDelivered, isKept: tape.isKept }
    },
    read(runId, reading) {
      const run = runs.get(runId)
      return (run?.tape ?? droppedTape()).read(reading, () => {
        if (run !== undefined) run.unreadSinceMs = clock.monotonic()
      })
    },
    unreadMs(runId) {
      const run = runs.get(runId)
      if (run === undefined) return Number.POSITIVE_INFINITY
      return run.tape.readers > 0 ? undefined : clock.monotonic() - run.unreadSinceMs
    },
    deliver(runId) {
      const run = runs.get(runId)
      if (run !== undefined) run.isDelivered = true
    },
    stop: (runId) => stop(runs.get(runId)),
    stopKey(owner, key) {
      sweep()
      const name = nameOf(owner, key)
      const known = byName.get(name)
      if (known !== undefined) return stop(known)
      stopped.delete(name)
      stopped.set(name, clock.monotonic() + ttlMs)
      const [oldest] = stopped.keys()
      if (stopped.size > mostStoppedKeys && oldest !== undefined) stopped.delete(oldest)
    },
  }
}

function droppedTape(): RunTape {
  const tape = createRunTape()
  tape.drop()
  return tape
}

/** One text of two, whatever characters are in them. */
function nameOf(owner: string, key: string): string {
  return JSON.stringify([owner, key])
}

function sizeOf(parts: readonly RunPart[]): number {
  return parts.reduce((size, { data }) => size + 2 * data.length + partBytes, 0)
}

function resolve(options: MemoryRunLogOptions) {
  const maxBytes = atLeastOne('maxBytes', options.maxBytes ?? 67_108_864)
  const maxRunBytes = atLeastOne('maxRunBytes', options.maxRunBytes ?? Math.min(8_388_608, maxBytes))
  if (maxRunBytes > maxBytes) {
    throw new RangeError(`createMemoryRunLog: maxRunBytes must be at most maxBytes, got ${maxRunBytes} and ${maxBytes}`)
  }
  return {
    maxRuns: atLeastOne('maxRuns', options.maxRuns ?? 1_000),
    maxBytes,
    maxRunBytes,
    ttlMs: atLeastOne('ttlMs', options.ttlMs ?? 300_000),
    clock: options.clock ?? systemClock,
  }
}

function atLeastOne(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new RangeError(`createMemoryRunLog: ${name} must be a positive integer, got ${value}`)
}
