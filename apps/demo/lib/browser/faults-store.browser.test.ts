import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FaultName } from '../faults/fault-names.ts'
import type { FaultsView } from '../faults/faults-view.ts'
import { visitorCookie } from '../visitor-cookie.ts'
import { readCookie } from './cookie.ts'
import { createFaultsStore } from './faults-store.ts'

function forgetVisitor(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in older browsers
  document.cookie = `${visitorCookie}=; path=/; max-age=0`
}

beforeEach(() => {
  forgetVisitor()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  forgetVisitor()
  vi.useRealTimers()
})

const health = { name: 'docs', circuit: 'closed', active: 0, queued: 0, concurrency: 2 } as const
const viewWith = (fault: FaultName): FaultsView => ({
  models: [{ ...health, fault, probeInMs: undefined, gateClosedForMs: 0, benchedForMs: 0 }],
  decisions: [],
})

/** A store with a server that answers when it is told to. */
function createPair() {
  const asked: { method: string; body: unknown; reply: (view: FaultsView | number) => void }[] = []
  const store = createFaultsStore((_, init) => {
    return new Promise((resolve) => {
      const reply = (view: FaultsView | number) =>
        resolve(typeof view === 'number' ? new Response(null, { status: view }) : Response.json(view))
      asked.push({ method: init?.method ?? 'GET', body: init?.body, reply })
    })
  })
  return { store, asked, faultOf: () => store.get().view?.models[0]?.fault }
}

describe('the faults in the browser', () => {
  it('are asked for every second while somebody watches, and never twice at once', async () => {
    const { store, asked, faultOf } = createPair()
    const stop = store.watch()
    vi.advanceTimersByTime(3_000)
    expect(asked).toHaveLength(1)
    asked[0]!.reply(viewWith('cut'))
    await expect.poll(faultOf).toBe('cut')
    vi.advanceTimersByTime(1_000)
    expect(asked).toHaveLength(2)
    stop()
    vi.advanceTimersByTime(5_000)
    expect(asked).toHaveLength(2)
  })

  it('change at once, and are not taken back by a reply from before', async () => {
    const { store, asked, faultOf } = createPair()
    store.watch()
    asked[0]!.reply(viewWith('none'))
    await expect.poll(faultOf).toBe('none')
    vi.advanceTimersByTime(1_000)
    const isSet = store.set('docs', '500')
    expect(faultOf()).toBe('500')
    expect(asked[2]).toMatchObject({ method: 'POST', body: '{"model":"docs","fault":"500"}' })
    asked[1]!.reply(viewWith('none'))
    await Promise.resolve()
    expect(faultOf()).toBe('500')
    asked[2]!.reply(viewWith('500'))
    await isSet
    expect(store.get()).toEqual({ view: viewWith('500'), isLost: false })
  })

  it('stay as they were known while the server cannot be asked', async () => {
    const { store, asked, faultOf } = createPair()
    store.watch()
    asked[0]!.reply(viewWith('down'))
    await expect.poll(faultOf).toBe('down')
    vi.advanceTimersByTime(1_000)
    asked[1]!.reply(503)
    await expect.poll(() => store.get().isLost).toBe(true)
    expect(faultOf()).toBe('down')
    vi.advanceTimersByTime(1_000)
    asked[2]!.reply(viewWith('none'))
    await expect.poll(() => store.get().isLost).toBe(false)
  })

  it('are asked for at the beginning only by a visitor who may have set some', () => {
    const first = createPair()
    first.store.begin()
    expect(first.asked).toHaveLength(0)
    expect(readCookie(visitorCookie)).toMatch(/^[\w-]{8,64}$/)
    const again = createPair()
    again.store.begin()
    expect(again.asked).toHaveLength(1)
  })
})
