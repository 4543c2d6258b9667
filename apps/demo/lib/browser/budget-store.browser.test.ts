import { describe, expect, it } from 'vitest'
import { createBudgetStore } from './budget-store.ts'

/** A server that keeps the choice, and may be away. */
function setup() {
  const server = { hasOthers: true, isAway: false, asked: [] as unknown[] }
  const store = createBudgetStore(async (_, init) => {
    if (server.isAway) throw new TypeError('fetch failed')
    const body = init?.body === undefined ? undefined : JSON.parse(String(init.body))
    server.asked.push(body)
    server.hasOthers = body?.hasOthers ?? server.hasOthers
    return Response.json({ hasOthers: server.hasOthers })
  })
  return { server, store }
}

describe('the choice for the budget', () => {
  it('is not known until the server has said', async () => {
    const { store } = setup()
    expect(store.get()).toBeUndefined()
    await store.load()
    expect(store.get()).toEqual({ hasOthers: true })
  })

  it('shows at once, and goes to the server', async () => {
    const { store, server } = setup()
    const seen: unknown[] = []
    store.subscribe(() => seen.push(store.get()?.hasOthers))
    const set = store.setOthers(false)
    expect(seen).toEqual([false])
    await set
    await store.renew()
    expect(server.asked).toEqual([{ hasOthers: false }, { renew: true }])
    expect(store.get()).toEqual({ hasOthers: false })
  })

  it('is not taken back by a reply from before', async () => {
    const { store } = setup()
    const load = store.load()
    const set = store.setOthers(false)
    await load
    expect(store.get()).toEqual({ hasOthers: false })
    await set
  })

  it('is not known while the server cannot be reached', async () => {
    const { store, server } = setup()
    server.isAway = true
    await store.setOthers(false)
    expect(store.get()).toBeUndefined()
  })
})
