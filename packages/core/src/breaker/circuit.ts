import { type ChatError, isChatError } from '../chat/errors.ts'
import type { BreakerSettings } from './breaker-options.ts'
import type { BreakerPosition, BreakerSnapshot, BreakerState } from './breaker-state.ts'
import { createBreakerWindow } from './breaker-window.ts'
import { circuitOpen, reasonOf } from './circuit-open.ts'
import type { Outlook } from './fit-waiters.ts'

/** Stands for the generation in which a call was let through, or for one probe. */
export interface Admission {
  readonly startedMs: number
}

/** How a call ended. What was refused for itself, or aborted, tells nothing of the provider. */
export type Outcome = 'success' | 'failure' | 'ignored'

/** The states of a breaker and what leads from one to another. */
export interface Circuit {
  isClosed(): boolean
  look(): Outlook
  /** Lets a call through, or throws the refusal. */
  enter(): Admission
  leave(admission: Admission, outcome: Outcome, error?: unknown): void
  createRefusal(): ChatError
  state(): BreakerState
  snapshot(): BreakerSnapshot
  restore(snapshot: BreakerSnapshot): void
}

/**
 * A circuit without timers: its state follows from the clock whenever somebody asks. `onFreed` hears that a call may
 * have become possible, or impossible for longer.
 */
export function createCircuit(settings: BreakerSettings, onFreed: () => void): Circuit {
  const { clock, openMs, maxOpenMs } = settings
  const recent = createBreakerWindow(settings.windowMs)
  const probes = new Set<Admission>()
  let position: BreakerPosition = 'closed'
  let sinceMs = clock.monotonic()
  let probeAtMs = 0
  let reason: string | undefined
  let inARow = 0
  let openings = 0
  let passed = 0
  // One for all calls of a closed circuit, so that a call that succeeds costs no object.
  let generation: Admission = { startedMs: sinceMs }

  // What was taken by one clock, told by the other: dates may jump, and durations may not heed it.
  const toEpoch = (atMs: number) => Math.round(clock.now() - clock.monotonic() + atMs)
  const fromEpoch = (at: number) => at - clock.now() + clock.monotonic()

  function hungAtMs(): number {
    // A set keeps the order in which they began.
    const [oldest] = probes
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest.startedMs + settings.probeTimeoutMs
  }

  /** Makes up for what time alone has changed since somebody last asked. */
  function catchUp(nowMs: number): void {
    if (position === 'half-open' && hungAtMs() <= nowMs) open(hungAtMs(), 'timeout')
    if (position === 'open' && probeAtMs <= nowMs) change('half-open', probeAtMs)
  }

  function look(): Outlook {
    const nowMs = clock.monotonic()
    catchUp(nowMs)
    if (position === 'open') return { isFit: false, nowMs, soonestMs: probeAtMs, changesMs: probeAtMs }
    const isFit = position === 'closed' || probes.size < settings.probes
    return { isFit, nowMs, soonestMs: nowMs, changesMs: hungAtMs() }
  }

  function open(atMs: number, why: string, askedMs = 0): void {
    const ownMs = Math.min(openMs * 2 ** openings, maxOpenMs) * (0.8 + 0.4 * settings.random())
    openings++
    reason = why
    probeAtMs = atMs + (askedMs > ownMs ? Math.max(ownMs, Math.min(askedMs, maxOpenMs)) : ownMs)
    change('open', atMs)
  }

  function change(to: BreakerPosition, atMs: number): void {
    const from = position
    position = to
    sinceMs = atMs
    passed = 0
    forgetCalls()
    if (to === 'closed') {
      openings = 0
      reason = undefined
      recent.clear()
    }
    settings.onChange?.({ from, ...describe() })
    onFreed()
  }

  /** From here on they are of an older generation. */
  function forgetCalls(): void {
    probes.clear()
    generation = { startedMs: clock.monotonic() }
  }

  function count(nowMs: number, outcome: Outcome, error: unknown): void {
    if (outcome === 'ignored') return
    const isFailure = outcome === 'failure'
    recent.add(nowMs, 1, isFailure ? 1 : 0)
    inARow = isFailure ? inARow + 1 : 0
    if (isFailure) {
      if (position === 'closed' && !settings.isTripped(inARow, recent.total(nowMs))) return
      open(nowMs, reasonOf(error), isChatError(error) ? error.retryAfterMs : undefined)
    } else if (position === 'half-open' && ++passed >= settings.successes) change('closed', nowMs)
  }

  function describe(): BreakerState {
    const nextProbeAt = position === 'open' ? toEpoch(probeAtMs) : undefined
    return { state: position, since: toEpoch(sinceMs), reason, nextProbeAt, ...recent.total(clock.monotonic()) }
  }

  function createRefusal(): ChatError {
    const nowMs = clock.monotonic()
    // When a probe will end is not known, only when it has hung.
    const fitAtMs = position === 'open' ? probeAtMs : Math.min(hungAtMs(), nowMs + openMs)
    return circuitOpen(reason, fitAtMs - nowMs)
  }

  return {
    isClosed: () => position === 'closed',
    look,
    enter() {
      if (position === 'closed') return generation
      const { isFit, nowMs } = look()
      if (!isFit) throw createRefusal()
      const probe = { startedMs: nowMs }
      probes.add(probe)
      return probe
    },
    leave(admission, outcome, error) {
      if (admission === generation) return count(clock.monotonic(), outcome, error)
      const nowMs = clock.monotonic()
      catchUp(nowMs)
      if (!probes.delete(admission)) return
      count(nowMs, outcome, error)
      onFreed()
    },
    createRefusal,
    state() {
      catchUp(clock.monotonic())
      return describe()
    },
    snapshot() {
      const nowMs = clock.monotonic()
      catchUp(nowMs)
      const { calls, failures, ...state } = describe()
      const parts = recent.parts(nowMs).map(({ atMs, ...counts }) => ({ at: toEpoch(atMs), ...counts }))
      return { ...state, inARow, openings, passed, recent: parts }
    },
    restore(snapshot) {
      const nowMs = clock.monotonic()
      const from = position
      position = snapshot.state
      sinceMs = Math.min(fromEpoch(snapshot.since), nowMs)
      // Another machine's date may be wrong by years; the longest opening holds nevertheless.
      probeAtMs = Math.min(fromEpoch(snapshot.nextProbeAt ?? snapshot.since), nowMs + 1.2 * maxOpenMs)
      ;({ reason, inARow, openings, passed } = snapshot)
      recent.clear()
      for (const { at, calls, failures } of snapshot.recent) recent.add(Math.min(fromEpoch(at), nowMs), calls, failures)
      forgetCalls()
      if (from !== position) settings.onChange?.({ from, ...describe() })
      onFreed()
    },
  }
}
