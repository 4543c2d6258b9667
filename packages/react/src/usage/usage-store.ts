import { type CallerUsage, ChatError, type Clock, systemClock, untilAborted } from '@sluice/core'
import { asChatError } from '../store/as-chat-error.ts'
import { onAnswerEnded } from './answer-ended.ts'
import { fetchUsage, type UsageRequest } from './fetch-usage.ts'
import { type UsageBudget, usageBudgets } from './usage-budget.ts'

/** What is known of a caller's usage, and how asking for it goes. A new object whenever something in it changes. */
export interface UsageState {
  /** What the server said last; kept while it is asked again, and when that fails. */
  readonly usage: CallerUsage | undefined
  /** Its budgets, ready to be shown; none as long as nothing is known. */
  readonly budgets: readonly UsageBudget[]
  /** `idle`: nobody has asked yet. `loading`: for the first time. `error`: the last time failed. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error'
  readonly error: ChatError | undefined
  /** Whether the server is being asked now. */
  readonly isFetching: boolean
}

/** How somebody wants the numbers. */
export interface UsageSettings extends UsageRequest {
  /** How often to ask again while the page is visible, in milliseconds. @default only after answers */
  refreshMs?: number | undefined
  /** Whether to ask at all. @default true */
  enabled?: boolean | undefined
}

/** The numbers of one caller, for all components that show them. */
export interface UsageStore {
  getState(): UsageState
  subscribe(listener: () => void): () => void
  /** Asks as the settings want it, as long as they are there; the latest say how. Returns a function that takes them away. */
  use(settings: () => UsageSettings): () => void
  /** Asks now; while it is being asked already, once more after that. Never rejects: a failure is in the state. */
  refetch(): Promise<void>
}

export const idleUsage: UsageState = {
  usage: undefined,
  budgets: [],
  status: 'idle',
  error: undefined,
  isFetching: false,
}

// The account of a call is closed when its answer has ended, and written a moment later.
const afterAnswerMs = 300
const timeoutMs = 15_000

export function createUsageStore({ clock = systemClock }: { clock?: Clock | undefined } = {}): UsageStore {
  let state = idleUsage
  const listeners = new Set<() => void>()
  const users = new Set<() => UsageSettings>()
  let controller: AbortController | undefined
  let loading: Promise<void> | undefined
  let isWantedAgain = false
  let loadedAt = 0
  let callOffRefresh = () => {}
  let callOffAnswer = () => {}
  let unwatch: (() => void) | undefined

  function set(change: Partial<UsageState>): void {
    state = { ...state, ...change }
    for (const listener of [...listeners]) listener()
  }
  /** Those who want the numbers now, the latest first. */
  function active(): UsageSettings[] {
    const all = [...users].map((settings) => settings())
    return all.filter(({ enabled = true }) => enabled).reverse()
  }

  async function load(): Promise<void> {
    if (users.size === 0) return
    isWantedAgain = loading !== undefined
    callOffRefresh()
    callOffAnswer()
    loading ??= loadUntilFresh()
    await loading
  }
  async function loadUntilFresh(): Promise<void> {
    const own = new AbortController()
    controller = own
    do {
      isWantedAgain = false
      set({ isFetching: true, status: state.status === 'idle' ? 'loading' : state.status })
      const outcome = await loadOnce(own)
      // Whoever wanted to know has gone; somebody else may have come.
      if (controller !== own) return
      set({ ...outcome, isFetching: isWantedAgain })
    } while (isWantedAgain)
    loading = undefined
    loadedAt = clock.monotonic()
    schedule()
  }
  async function loadOnce({ signal }: AbortController): Promise<Partial<UsageState>> {
    const late = new AbortController()
    const tooLate = new ChatError('timeout', 'The server takes too long to answer.')
    const callOff = clock.after(timeoutMs, () => late.abort(tooLate))
    const onAbort = () => late.abort(signal.reason)
    signal.addEventListener('abort', onAbort)
    try {
      const [settings = [...users].at(-1)?.() ?? {}] = active()
      const usage = await untilAborted(fetchUsage(settings, late.signal), late.signal)
      return { usage, budgets: usageBudgets(usage), status: 'ready', error: undefined }
    } catch (thrown) {
      return { status: 'error', error: asChatError(thrown) }
    } finally {
      callOff()
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Asks again in time: only while somebody may be looking. */
  function schedule(): void {
    callOffRefresh()
    const everyMs = Math.min(...active().map(({ refreshMs }) => refreshMs ?? Number.POSITIVE_INFINITY))
    if (loading !== undefined || everyMs === Number.POSITIVE_INFINITY || !isVisible()) return
    const dueAt = loadedAt + Math.max(everyMs, state.error?.retryAfterMs ?? 0)
    callOffRefresh = clock.after(Math.max(0, dueAt - clock.monotonic()), () => void load())
  }
  function afterAnswer(): void {
    callOffAnswer()
    callOffAnswer = clock.after(afterAnswerMs, () => active().length > 0 && void load())
  }

  function begin(): void {
    const ends = [onAnswerEnded(afterAnswer), onVisibility(schedule)]
    unwatch = () => ends.forEach((end) => void end())
  }
  function end(): void {
    if (users.size > 0 || unwatch === undefined) return
    unwatch()
    unwatch = undefined
    callOffRefresh()
    callOffAnswer()
    controller?.abort()
    controller = loading = undefined
    // Whoever comes next may be somebody else.
    set(idleUsage)
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    use(settings) {
      checkSettings(settings())
      users.add(settings)
      if (unwatch === undefined) begin()
      if (state.status === 'idle' && active().length > 0) void load()
      else schedule()
      return () => {
        users.delete(settings)
        schedule()
        // Later, because StrictMode and a change of page let go and take again.
        clock.after(0, end)
      }
    },
    refetch: load,
  }
}

/** @throws RangeError for a `refreshMs` out of range. */
function checkSettings({ refreshMs }: UsageSettings): void {
  if (refreshMs === undefined || (refreshMs >= 1_000 && Number.isFinite(refreshMs))) return
  throw new RangeError(`useUsage: refreshMs must be a number of at least 1000, got ${refreshMs}`)
}

function isVisible(): boolean {
  // React also runs where there is no page to be hidden.
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}

function onVisibility(listener: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
