import { newId } from '@sluice/core'
import { createStore, update } from 'idb-keyval'

/** A lock that this tab has. It is free again when it is released, or when the tab is no more, however it ended. */
export interface HeldLock {
  /** Whether it is certain that no other tab has got it meanwhile. */
  isCertain(): boolean
  release(): void
}

/**
 * Waits for a lock that only one tab at a time can have. `mute` says that whoever has it is asleep: it is taken from them
 * then. `onLost` is called if another tab has got it because this one was asleep.
 *
 * @throws the signal's reason, or why there are no locks here
 */
export async function takeLock(
  name: string,
  signal: AbortSignal,
  mute: AbortSignal,
  onLost: () => void,
): Promise<HeldLock> {
  // Browsers have them in secure contexts only, and a phone that opens a development server by its address is not one.
  const locks: LockManager | undefined = navigator.locks
  // Who is asleep does not renew a lease.
  if (locks === undefined) return takeLease(name, signal, onLost)
  return new Promise((resolve, reject) => {
    let isTaken = false
    function request(options: LockOptions): void {
      let isHeld = false
      const hold = () => {
        // It was asked for twice, or is not wanted any more.
        if (isTaken || signal.aborted) return reject(signal.reason)
        isTaken = isHeld = true
        return new Promise<void>((release) => resolve({ isCertain: () => isHeld, release }))
      }
      navigator.locks.request(name, options, hold).catch((error) => {
        if (!isHeld) return reject(error)
        isHeld = false
        onLost()
      })
    }
    request({ signal })
    mute.addEventListener('abort', () => request({ steal: true }), { signal })
  })
}

/** Who has a lock, and when they were last seen. */
interface Lease {
  readonly owner: string
  readonly seenMs: number
}

const tickMs = 1_000
const expiredMs = 3_000

/** A lock made of a record that says when its owner was last alive. */
function takeLease(name: string, signal: AbortSignal, onLost: () => void): Promise<HeldLock> {
  const owner = newId()
  const store = createStore('sluice-leases', 'leases')
  /** When the record was last signed here; 0 while it is not ours. */
  let seenMs = 0

  // Off in either direction: somebody may have set the machine's clock back.
  const isExpired = (sinceMs: number) => Math.abs(Date.now() - sinceMs) >= expiredMs

  /** Looks and signs in one transaction. Resolves to whether the lock is ours. */
  async function sign(nowMs: number, mayTake: boolean): Promise<boolean> {
    let isMine = false
    const signed = (lease: Lease = { owner, seenMs: 0 }): Lease => {
      isMine = lease.owner === owner || (mayTake && isExpired(lease.seenMs))
      return isMine ? { owner, seenMs: nowMs } : lease
    }
    await update(name, signed, store)
    if (isMine) seenMs = nowMs
    return isMine
  }

  return new Promise((resolve, reject) => {
    const timer = setInterval(tick, tickMs)
    const lock = { isCertain: () => !isExpired(seenMs), release }

    async function tick(): Promise<void> {
      const isWaiting = seenMs === 0
      const isMine = await sign(Date.now(), isWaiting).catch((error) => {
        if (isWaiting) refuse(error)
        return isWaiting || lock.isCertain()
      })
      if (isMine) return resolve(lock)
      if (isWaiting) return
      release()
      onLost()
    }
    function release(): void {
      clearInterval(timer)
      // What fails here expires by itself.
      sign(0, false).catch(() => undefined)
    }
    function refuse(reason: unknown): void {
      release()
      reject(reason)
    }
    signal.addEventListener('abort', () => seenMs === 0 && refuse(signal.reason), { once: true })
    void tick()
  })
}
