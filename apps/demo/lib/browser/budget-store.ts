import type { BudgetChoice } from '../budget-route.ts'
import { introduce } from './visitor.ts'

/** What this visitor has chosen for its budget, as the server has it. */
export interface BudgetStore {
  /** `undefined` until the server has said. */
  get(): BudgetChoice | undefined
  subscribe(listener: () => void): () => void
  /** Asks the server. */
  load(): Promise<void>
  setOthers(hasOthers: boolean): Promise<void>
  /** Nothing of the budget has been used any more. */
  renew(): Promise<void>
}

/** A store that asks with `fetch`. */
export function createBudgetStore(fetch: typeof globalThis.fetch): BudgetStore {
  const listeners = new Set<() => void>()
  let choice: BudgetChoice | undefined
  let changes = 0

  function publish(next: BudgetChoice | undefined): void {
    choice = next
    for (const listener of listeners) listener()
  }

  async function ask(init?: RequestInit): Promise<void> {
    introduce()
    const known = changes
    try {
      const reply = await fetch('/api/budget', { cache: 'no-store', ...init })
      if (!reply.ok) throw new Error(`HTTP ${reply.status}`)
      const said: BudgetChoice = await reply.json()
      if (known === changes) publish(said)
    } catch {
      // Offline, or the server restarts: nobody knows until it is asked again.
      if (known === changes) publish(undefined)
    }
  }

  function change(body: Readonly<Record<string, boolean>>): Promise<void> {
    changes++
    return ask({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }

  return {
    get: () => choice,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    load: () => ask(),
    setOthers(hasOthers) {
      publish({ hasOthers })
      return change({ hasOthers })
    },
    renew: () => change({ renew: true }),
  }
}

/** The one of this page. */
export const budgetStore = createBudgetStore((input, init) => fetch(input, init))
