import type { RunClaim, RunPart } from './run-log.ts'
import { createRunTape, type RunTape } from './run-tape.ts'

/** A run as a log in memory knows it. */
export interface MemoryRun {
  readonly id: string
  readonly owner: string
  /** Who has to share the log with others. */
  readonly caller: string
  /** The one text of its owner and its key. */
  readonly name: string | undefined
  readonly key: string | undefined
  readonly digest: string | undefined
  readonly onStop: () => void
  readonly tape: RunTape
  /** The owner's latest before this one, as long as this one may be taken back. */
  previous: MemoryRun | undefined
  bytes: number
  isEnded: boolean
  isDelivered: boolean
  isStopped: boolean
  /** When whoever carries it out was last heard of. */
  heardMs: number
  unreadSinceMs: number
  expiresAtMs: number
}

// What a part takes besides its text, about.
const partBytes = 64

export function createMemoryRun(
  claim: RunClaim,
  { nowMs, previous }: { nowMs: number; previous?: MemoryRun | undefined },
) {
  const { runId: id, owner, caller = owner, key, digest, onStop } = claim
  const name = key === undefined ? undefined : nameOf(owner, key)
  const fresh = { bytes: 0, isEnded: false, isDelivered: false, isStopped: false, expiresAtMs: 0 }
  const times = { heardMs: nowMs, unreadSinceMs: nowMs }
  const run: MemoryRun = {
    ...fresh,
    ...times,
    id,
    owner,
    caller,
    name,
    key,
    digest,
    onStop,
    tape: createRunTape(),
    previous,
  }
  return run
}

/** One text of two, whatever characters are in them. */
export function nameOf(owner: string, key: string): string {
  return JSON.stringify([owner, key])
}

export function sizeOf(parts: readonly RunPart[]): number {
  return parts.reduce((size, { data }) => size + 2 * data.length + partBytes, 0)
}
