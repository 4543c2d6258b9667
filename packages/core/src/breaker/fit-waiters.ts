import type { Clock } from '../chat/clock.ts'

/** What a wait is bounded by. */
export interface FitWaitOptions {
  /** Ends the wait at once with its reason. */
  signal?: AbortSignal | undefined
  /** On the clock's monotonic time: what cannot be before it is refused without waiting. */
  deadline?: number | undefined
}

/** What those who wait must know of what they wait for. */
export interface Outlook {
  readonly isFit: boolean
  readonly nowMs: number
  /** It cannot be fit before this. */
  readonly soonestMs: number
  /** It changes by then with nobody's doing. */
  readonly changesMs: number
}

export interface FitWaiters {
  /** Resolves when it is fit: for everybody at once, so look again before you act. */
  wait(options: FitWaitOptions): Promise<void>
  /** To be called after every change. */
  review(): void
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
  readonly signal: AbortSignal | undefined
  readonly deadlineMs: number
}

/** Those who wait for a breaker: one timer for all of them, and one listener for each signal. */
export function createFitWaiters(clock: Clock, look: () => Outlook, createRefusal: () => unknown): FitWaiters {
  const bySignal = new Map<unknown, Set<Waiter>>()
  let timerMs = Number.POSITIVE_INFINITY
  let cancelTimer = () => {}

  const onAbort = ({ target }: Event) => {
    for (const waiter of bySignal.get(target) ?? []) take(waiter).reject(waiter.signal?.reason)
  }

  function add(waiter: Waiter): void {
    const { signal } = waiter
    const others = bySignal.get(signal)
    if (others?.add(waiter)) return
    bySignal.set(signal, new Set([waiter]))
    signal?.addEventListener('abort', onAbort)
  }

  function take(waiter: Waiter): Waiter {
    const { signal } = waiter
    const group = bySignal.get(signal)
    group?.delete(waiter)
    if (group?.size === 0) {
      bySignal.delete(signal)
      signal?.removeEventListener('abort', onAbort)
    }
    if (bySignal.size === 0) {
      cancelTimer()
      timerMs = Number.POSITIVE_INFINITY
    }
    return waiter
  }

  function wakeBy(atMs: number): void {
    // One that rings too early finds nothing and is set again: cheaper than to look for the earliest at each departure.
    if (atMs >= timerMs) return
    cancelTimer()
    timerMs = atMs
    cancelTimer = clock.after(Math.max(0, atMs - clock.monotonic()), () => {
      timerMs = Number.POSITIVE_INFINITY
      review()
    })
  }

  function review(): void {
    if (bySignal.size === 0) return
    const outlook = look()
    let nextMs = outlook.changesMs
    for (const group of bySignal.values()) {
      for (const waiter of group) {
        if (outlook.isFit) take(waiter).resolve()
        else if (isLate(waiter.deadlineMs, outlook)) take(waiter).reject(createRefusal())
        else nextMs = Math.min(nextMs, waiter.deadlineMs)
      }
    }
    if (bySignal.size > 0) wakeBy(nextMs)
  }

  return {
    wait: ({ signal, deadline: deadlineMs = Number.POSITIVE_INFINITY }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const outlook = look()
        if (outlook.isFit) return resolve()
        if (isLate(deadlineMs, outlook)) return reject(createRefusal())
        add({ resolve, reject, signal, deadlineMs })
        wakeBy(Math.min(outlook.changesMs, deadlineMs))
      }),
    review,
  }
}

function isLate(deadlineMs: number, { nowMs, soonestMs }: Outlook): boolean {
  return !(deadlineMs > nowMs) || deadlineMs < soonestMs
}
