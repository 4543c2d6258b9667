import type { FaultName } from '../faults/fault-names.ts'
import type { FaultsView } from '../faults/faults-view.ts'
import { introduce } from './visitor.ts'

export interface FaultsState {
  /** `undefined` until the server has said. */
  readonly view: FaultsView | undefined
  /** The server could not be asked the last time. */
  readonly isLost: boolean
}

/** The faults of this visitor, as the server has them. */
export interface FaultsStore {
  get(): FaultsState
  subscribe(listener: () => void): () => void
  /** Tells the server who we are, and hears from it if it may know us. */
  begin(): void
  /** Asks the server again and again, until the returned function is called. */
  watch(): () => void
  set(model: string, fault: FaultName): Promise<void>
}

const address = '/api/faults'
const everyMs = 1_000

/** A store that asks with `fetch`. */
export function createFaultsStore(fetch: typeof globalThis.fetch): FaultsStore {
  const listeners = new Set<() => void>()
  let state: FaultsState = { view: undefined, isLost: false }
  let changes = 0
  let isAsking = false

  function publish(next: FaultsState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function ask(init?: RequestInit): Promise<void> {
    const known = changes
    try {
      const reply = await fetch(address, { cache: 'no-store', ...init })
      if (!reply.ok) throw new Error(`HTTP ${reply.status}`)
      const view: FaultsView = await reply.json()
      // A reply from before the latest change would take it back on the screen.
      if (known === changes) publish({ view, isLost: false })
    } catch {
      // Offline, or the server restarts: the next round may find it.
      if (known === changes) publish({ ...state, isLost: true })
    }
  }

  async function poll(): Promise<void> {
    if (isAsking || document.hidden) return
    isAsking = true
    await ask()
    isAsking = false
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    begin() {
      // Whoever was not known has broken nothing yet.
      if (introduce()) void poll()
    },
    watch() {
      void poll()
      const timer = setInterval(poll, everyMs)
      return () => clearInterval(timer)
    },
    async set(model, fault) {
      changes++
      const { view } = state
      const models = view?.models.map((health) => (health.name === model ? { ...health, fault } : health))
      if (view !== undefined && models !== undefined) publish({ ...state, view: { ...view, models } })
      introduce()
      const headers = { 'content-type': 'application/json' }
      await ask({ method: 'POST', headers, body: JSON.stringify({ model, fault }) })
    },
  }
}

/** The one of this page. */
export const faultsStore = createFaultsStore((input, init) => fetch(input, init))
