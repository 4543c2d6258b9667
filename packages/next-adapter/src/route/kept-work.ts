/** What a call has left to do when its answer has ended, such as to bring its record to a ledger. */
export interface KeptWork {
  add(work: Promise<unknown>): void
  /** Resolves when all of it is done, or has failed. */
  settled(): Promise<void>
}

/**
 * Joins it to the promise that the platform was given when the call began: many take no other once the response has been
 * sent. What comes too late for that one is given to `waitUntil` all the same.
 */
export function createKeptWork(waitUntil: (work: Promise<unknown>) => void): KeptWork {
  const pending = new Set<Promise<unknown>>()
  let isClosed = false

  return {
    add(work) {
      const done = () => void pending.delete(kept)
      // How it ends is the affair of whoever gave it.
      const kept: Promise<unknown> = work.then(done, done)
      if (!isClosed) pending.add(kept)
      else {
        try {
          waitUntil(kept)
        } catch {
          // The platform takes none any more. The work goes on as long as there is a process.
        }
      }
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
      isClosed = true
    },
  }
}
