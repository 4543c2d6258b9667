import type { MemoryRun } from './memory-run.ts'

/** What each caller has in a log that all share. */
export interface RunShares {
  add(run: MemoryRun): void
  remove(run: MemoryRun): void
  /** The runs of a caller, those first that began first. */
  of(caller: string): ReadonlySet<MemoryRun>
  /** Notes that what is kept of a run has grown, or shrunk. */
  grow(run: MemoryRun, bytes: number): void
  /** The run that is to lose its parts: of the caller who holds most, the one that ended first; if none has, the largest. */
  next(): MemoryRun | undefined
}

interface Share {
  readonly runs: Set<MemoryRun>
  bytes: number
}

const nothing: ReadonlySet<MemoryRun> = new Set()

export function createRunShares(): RunShares {
  const shares = new Map<string, Share>()

  return {
    add(run) {
      const share = shares.get(run.caller) ?? { runs: new Set(), bytes: 0 }
      share.runs.add(run)
      shares.set(run.caller, share)
    },
    remove(run) {
      const share = shares.get(run.caller)
      share?.runs.delete(run)
      if (share?.runs.size === 0) shares.delete(run.caller)
    },
    of: (caller) => shares.get(caller)?.runs ?? nothing,
    grow(run, bytes) {
      run.bytes += bytes
      const share = shares.get(run.caller)
      if (share !== undefined) share.bytes += bytes
    },
    next() {
      let most: Share | undefined
      for (const share of shares.values()) if (most === undefined || share.bytes > most.bytes) most = share
      const kept = [...(most?.runs ?? [])].filter(({ bytes }) => bytes > 0)
      return firstEnded(kept) ?? largest(kept)
    },
  }
}

/** The run that ended first; `undefined` if none has. */
export function firstEnded(runs: Iterable<MemoryRun>): MemoryRun | undefined {
  let first: MemoryRun | undefined
  for (const run of runs) {
    if (run.isEnded && (first === undefined || run.expiresAtMs < first.expiresAtMs)) first = run
  }
  return first
}

function largest(runs: readonly MemoryRun[]): MemoryRun | undefined {
  let found: MemoryRun | undefined
  for (const run of runs) if (found === undefined || run.bytes > found.bytes) found = run
  return found
}
