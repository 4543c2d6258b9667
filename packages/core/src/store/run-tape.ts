import { ChatError } from '../chat/errors.ts'
import { untilAborted } from '../chat/until-aborted.ts'
import type { RunPart, RunReading } from './run-log.ts'

/** What one run has said, read by any number of readers, each at its own pace. */
export interface RunTape {
  lastSeq(): number
  /** Whether its parts can still be read from the beginning. */
  isKept(): boolean
  readers(): number
  append(parts: readonly RunPart[]): void
  /** Nothing follows. */
  close(): void
  /** Lets go of the parts. Who is reading keeps what there is, which is not the end if more was to come. */
  drop(): void
  /** Calls `onEnter` when a reader begins, and what that gives when the reader has gone, whichever way. */
  read(reading: RunReading, onEnter: () => () => void): AsyncGenerator<readonly RunPart[]>
}

// A reader that comes late gets what it missed in pieces, so that one does not hold up the others.
const mostParts = 256

export function createRunTape(): RunTape {
  let parts: RunPart[] = []
  let lastSeq = 0
  let readers = 0
  let isKept = true
  let isClosed = false
  /** Whether it was dropped before it was closed. */
  let isTorn = false
  let news: { promise: Promise<void>; tell: () => void } | undefined

  function tell(): void {
    news?.tell()
    news = undefined
  }
  /** Resolves at the next news. All readers wait for the same promise. */
  function nextNews(): Promise<void> {
    if (news === undefined) {
      let tell = () => {}
      const promise = new Promise<void>((resolve) => {
        tell = resolve
      })
      news = { promise, tell }
    }
    return news.promise
  }

  return {
    lastSeq: () => lastSeq,
    isKept: () => isKept,
    readers: () => readers,
    append(more) {
      for (const part of more) {
        parts.push(part)
        lastSeq = part.seq ?? lastSeq
      }
      tell()
    },
    close() {
      isClosed = true
      tell()
    },
    drop() {
      isKept = false
      isTorn ||= !isClosed
      // Not emptied: readers hold on to what they read.
      parts = []
      tell()
    },
    async *read({ after, signal }, onEnter) {
      if (!isKept) throw notKept()
      const mine = parts
      const liveFrom = mine.length
      // There is a part for each number, so what comes after that many numbers comes after as many parts.
      let next = Math.min(after, liveFrom)
      readers++
      const onLeave = onEnter()
      try {
        for (;;) {
          signal?.throwIfAborted()
          const batch: RunPart[] = []
          for (; next < mine.length && batch.length < mostParts; next++) {
            const part = mine[next]
            if (part !== undefined && (part.seq === undefined ? next >= liveFrom : part.seq > after)) batch.push(part)
          }
          if (batch.length > 0) yield batch
          else if (isTorn) throw notKept()
          else if (isClosed) return
          else await (signal === undefined ? nextNews() : untilAborted(nextNews(), signal))
        }
      } finally {
        readers--
        onLeave()
      }
    },
  }
}

/** What a reader is told of a run that the log has no (more) parts of. */
function notKept(): ChatError {
  return new ChatError('interrupted', 'The answer can no longer be followed.')
}
