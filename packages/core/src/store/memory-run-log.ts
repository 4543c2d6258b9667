import { type Clock, systemClock } from '../chat/clock.ts'
import { createMemoryRun, type MemoryRun, nameOf, sizeOf } from './memory-run.ts'
import { createRunShares, firstEnded } from './memory-run-shares.ts'
import type { RunLog } from './run-log.ts'
import { createRunTape, type RunTape } from './run-tape.ts'
import { createStoppedKeys } from './stopped-keys.ts'

export interface MemoryRunLogOptions {
  /** The most runs that are known. Beyond them the one that ended first is forgotten; if none has, a new one is not logged. @default 1_000 */
  maxRuns?: number | undefined
  /** The most runs that are known of one caller. Beyond them that caller's own are forgotten, or not logged. @default 20, at most `maxRuns` */
  maxRunsPerCaller?: number | undefined
  /**
   * How much is kept of all runs, in bytes. Beyond it the caller who holds most loses parts: those of what ended first, then
   * of the largest run.
   *
   * @default 67_108_864
   */
  maxBytes?: number | undefined
  /** How much is kept of one run. One that says more goes on, but can no longer be read from the log. @default 8_388_608, at most `maxBytes` */
  maxRunBytes?: number | undefined
  /** How long a run is kept after its end, and a key that was stopped. @default 300_000 */
  ttlMs?: number | undefined
  clock?: Clock | undefined
}

// Three signs of life that did not come.
const silentMs = 60_000

/** A log in this process's memory: for one server, for pages, and for tests. */
export function createMemoryRunLog(options: MemoryRunLogOptions = {}): RunLog {
  const { maxRuns, maxRunsPerCaller, maxBytes, maxRunBytes, ttlMs, clock } = resolve(options)
  const runs = new Map<string, MemoryRun>()
  const byName = new Map<string, MemoryRun>()
  const latest = new Map<string, MemoryRun>()
  const shares = createRunShares()
  // In the order in which their time is up, as all have the same time.
  const ended = new Set<MemoryRun>()
  const stopped = createStoppedKeys({ ttlMs, clock })
  let bytes = 0

  function grow(run: MemoryRun, more: number): void {
    bytes += more
    shares.grow(run, more)
  }
  function dropParts(run: MemoryRun): void {
    grow(run, -run.bytes)
    run.tape.drop()
  }
  function forget(run: MemoryRun): void {
    dropParts(run)
    shares.remove(run)
    runs.delete(run.id)
    ended.delete(run)
    if (run.name !== undefined && byName.get(run.name) === run) byName.delete(run.name)
    if (latest.get(run.owner) === run) latest.delete(run.owner)
  }
  function sweep(): void {
    for (const run of ended) if (isKnown(run)) return
  }
  /** Forgets a run whose time is up, and one that is nobody's any longer: its process, or its Worker's request, has died. */
  function isKnown(run: MemoryRun | undefined): run is MemoryRun {
    if (run === undefined || runs.get(run.id) !== run) return false
    const nowMs = clock.monotonic()
    if (run.isEnded ? run.expiresAtMs > nowMs : nowMs - run.heardMs < silentMs) return true
    forget(run)
    return false
  }
  function known(run: MemoryRun | undefined): MemoryRun | undefined {
    return isKnown(run) ? run : undefined
  }
  function hasRoom(caller: string): boolean {
    const own = shares.of(caller)
    return hasRoomIn(own, { most: maxRunsPerCaller, ended: own }) && hasRoomIn(runs, { most: maxRuns, ended })
  }
  function hasRoomIn(all: { readonly size: number }, limit: { most: number; ended: Iterable<MemoryRun> }): boolean {
    if (all.size < limit.most) return true
    const oldest = firstEnded(limit.ended)
    if (oldest !== undefined) forget(oldest)
    else for (const run of runs.values()) isKnown(run)
    return all.size < limit.most
  }
  function makeRoom(): void {
    while (bytes > maxBytes) {
      const next = shares.next()
      if (next === undefined) return
      dropParts(next)
    }
  }
  function stop(run: MemoryRun | undefined): void {
    if (run === undefined || run.isEnded || run.isStopped) return
    run.isStopped = true
    run.onStop()
  }
  /** Tells who waits for a run's next words when there will be none. Gives what calls it off. */
  function watch(run: MemoryRun): () => void {
    let callOff = () => {}
    const look = () => {
      if (isKnown(run) && !run.isEnded) callOff = clock.after(run.heardMs + silentMs - clock.monotonic(), look)
    }
    look()
    return () => callOff()
  }

  return {
    begin(claim) {
      sweep()
      const { owner, caller = owner, key } = claim
      const name = key === undefined ? undefined : nameOf(owner, key)
      if (name !== undefined && stopped.has(name)) return { type: 'stopped' }
      const same = name === undefined ? undefined : known(byName.get(name))
      if (same !== undefined) return { type: 'known', runId: same.id, digest: same.digest }
      const previous = known(latest.get(owner))
      const replaced = previous === undefined || previous.isEnded ? {} : { replacedRunId: previous.id }
      if (!hasRoom(caller)) {
        latest.delete(owner)
        return { type: 'full', ...replaced }
      }
      const run = createMemoryRun(claim, { nowMs: clock.monotonic(), previous })
      runs.set(run.id, run)
      shares.add(run)
      latest.set(owner, run)
      if (name !== undefined) byName.set(name, run)
      return { type: 'begun', ...replaced }
    },
    append(runId, parts) {
      const run = runs.get(runId)
      if (run === undefined || run.isEnded) return false
      run.heardMs = clock.monotonic()
      if (!run.tape.isKept()) return false
      if (parts.length > 0) run.previous = undefined
      grow(run, sizeOf(parts))
      run.tape.append(parts)
      if (run.bytes > maxRunBytes) dropParts(run)
      else if (bytes > maxBytes) makeRoom()
      return run.tape.isKept()
    },
    end(runId) {
      sweep()
      const run = runs.get(runId)
      if (run === undefined || run.isEnded) return
      run.isEnded = true
      run.previous = undefined
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
      const wasLatest = latest.get(run.owner) === run
      forget(run)
      let previous = run.previous
      while (previous !== undefined && !runs.has(previous.id)) previous = previous.previous
      if (wasLatest && previous !== undefined) latest.set(run.owner, previous)
    },
    find(owner, runId) {
      sweep()
      const run = known(runId === undefined ? latest.get(owner) : runs.get(runId))
      if (run === undefined || run.owner !== owner) return undefined
      const { id, key, tape, isEnded, isDelivered } = run
      const state = { runId: id, lastSeq: tape.lastSeq(), isEnded, isDelivered, isKept: tape.isKept() }
      return key === undefined ? state : { ...state, key }
    },
    read(runId, reading) {
      const run = known(runs.get(runId))
      if (run === undefined) return droppedTape().read(reading, () => () => {})
      return run.tape.read(reading, () => {
        const callOff = watch(run)
        return () => {
          callOff()
          run.unreadSinceMs = clock.monotonic()
        }
      })
    },
    unreadMs(runId) {
      const run = known(runs.get(runId))
      if (run === undefined) return Number.POSITIVE_INFINITY
      return run.tape.readers() > 0 ? undefined : clock.monotonic() - run.unreadSinceMs
    },
    deliver(runId) {
      const run = runs.get(runId)
      if (run !== undefined) run.isDelivered = true
    },
    stop: (runId) => stop(known(runs.get(runId))),
    stopKey(owner, key, caller = owner) {
      const name = nameOf(owner, key)
      const run = known(byName.get(name))
      if (run !== undefined) stop(run)
      else stopped.add(name, caller)
    },
  }
}

function droppedTape(): RunTape {
  const tape = createRunTape()
  tape.drop()
  return tape
}

function resolve(options: MemoryRunLogOptions) {
  const maxBytes = atLeastOne('maxBytes', options.maxBytes ?? 67_108_864)
  const maxRunBytes = atLeastOne('maxRunBytes', options.maxRunBytes ?? Math.min(8_388_608, maxBytes))
  if (maxRunBytes > maxBytes) {
    throw new RangeError(`createMemoryRunLog: maxRunBytes must be at most maxBytes, got ${maxRunBytes} and ${maxBytes}`)
  }
  const maxRuns = atLeastOne('maxRuns', options.maxRuns ?? 1_000)
  return {
    maxRuns,
    maxRunsPerCaller: atLeastOne('maxRunsPerCaller', options.maxRunsPerCaller ?? Math.min(20, maxRuns)),
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
