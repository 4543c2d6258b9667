import { type CallerUsage, ChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { callerUsage } from '../test-support/caller-usage.ts'
import { settled } from '../test-support/settled.ts'
import { startChat } from '../test-support/start-chat.ts'
import { tellAnswerEnded } from './answer-ended.ts'
import { createUsageStore, idleUsage, type UsageSettings } from './usage-store.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

interface Call {
  url: string
  signal: AbortSignal
  answer(usage?: CallerUsage | Response): Promise<void>
}

/** A store, and the server that it asks. */
function started() {
  const clock = createTestClock()
  const store = createUsageStore({ clock })
  const calls: Call[] = []
  const fetch: typeof globalThis.fetch = (url, init) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const signal = init!.signal!
    signal.addEventListener('abort', () => reject(signal.reason))
    calls.push({
      url: String(url),
      signal,
      async answer(usage = callerUsage()) {
        resolve(usage instanceof Response ? usage : Response.json(usage))
        await clock.advance(0)
      },
    })
    return promise
  }
  const use = (settings: UsageSettings = {}) => store.use(() => ({ fetch, ...settings }))
  return { clock, store, calls, use, fetch }
}
const refused = () =>
  Response.json({ error: { code: 'overloaded', message: 'Later.', retryAfterMs: 9_000 } }, { status: 503 })

/** A page whose visibility a test decides. */
function stubPage() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
  return (state: 'visible' | 'hidden') => {
    page.visibilityState = state
    page.dispatchEvent(new Event('visibilitychange'))
  }
}

describe('usage', () => {
  it('is not asked for before somebody wants it', async () => {
    const { store, calls, clock } = started()
    await store.refetch()
    tellAnswerEnded()
    await clock.advance(100_000)
    expect([store.getState(), calls, clock.pendingTimers]).toEqual([idleUsage, [], 0])
  })

  it('is asked for once, for all who want it', async () => {
    const { store, calls, use, clock } = started()
    const states: string[] = []
    store.subscribe(() => void states.push(`${store.getState().status} ${store.getState().isFetching}`))
    use({ api: '/a' })
    use({ api: '/b' })
    await settled()
    await calls[0]!.answer()
    use()
    await clock.advance(100_000)
    expect(calls.map(({ url }) => url)).toEqual(['/a/usage'])
    expect(states).toEqual(['loading true', 'ready false'])
    expect(store.getState()).toMatchObject({ usage: callerUsage(), budgets: [{ fraction: 0.25 }], error: undefined })
  })

  it('is asked for as the latest who wants it says', async () => {
    const { calls, store, use, fetch } = started()
    let api = '/old'
    store.use(() => ({ api, fetch }))
    await settled()
    await calls[0]!.answer()
    api = '/new'
    void store.refetch()
    await settled()
    await calls[1]!.answer()
    use({ api: '/off', enabled: false })
    void store.refetch()
    await settled()
    await calls[2]!.answer()
    use({ api: '/latest' })
    void store.refetch()
    await settled()
    expect(calls.map(({ url }) => url)).toEqual(['/old/usage', '/new/usage', '/new/usage', '/latest/usage'])
  })

  it('is not asked for where that is switched off, but on demand', async () => {
    const { store, calls, use, clock } = started()
    use({ enabled: false, refreshMs: 1_000 })
    tellAnswerEnded()
    await clock.advance(10_000)
    expect([calls, store.getState().status]).toEqual([[], 'idle'])
    const asked = store.refetch()
    await settled()
    await calls[0]!.answer()
    await asked
    expect(store.getState().status).toBe('ready')
  })

  it('stays when asking again fails, with the error, which goes with the next answer', async () => {
    const { store, calls, use } = started()
    use()
    await settled()
    await calls[0]!.answer()
    void store.refetch()
    expect(store.getState()).toMatchObject({ status: 'ready', isFetching: true })
    await settled()
    await calls[1]!.answer(refused())
    expect(store.getState()).toMatchObject({ status: 'error', isFetching: false, error: { code: 'overloaded' } })
    expect(store.getState().usage).toEqual(callerUsage())
    void store.refetch()
    await settled()
    await calls[2]!.answer()
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
  })

  it('is not waited for for ever, also by a fetch that heeds no signal', async () => {
    const { store, use, clock } = started()
    const fetch = () => new Promise<Response>(() => undefined)
    use({ fetch })
    await clock.advance(15_000)
    expect(store.getState()).toMatchObject({ status: 'error', error: { code: 'timeout' }, isFetching: false })
    expect(clock.pendingTimers).toBe(0)
  })

  it('has an error where what an application gives throws', async () => {
    const { store, use } = started()
    const headers = () => {
      throw new ChatError('unauthenticated', 'No session.')
    }
    use({ headers })
    await settled()
    expect(store.getState()).toMatchObject({ status: 'error', error: { code: 'unauthenticated' } })
  })

  it.each([0, 999, Number.NaN, Number.POSITIVE_INFINITY, -5])('cannot be had every %s ms', (refreshMs) => {
    const { use, clock } = started()
    expect(() => use({ refreshMs })).toThrow(
      new RangeError(`useUsage: refreshMs must be a number of at least 1000, got ${refreshMs}`),
    )
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('refetch', () => {
  it('while an answer is on its way asks once more after it, however often it is called', async () => {
    const { store, calls, use } = started()
    use()
    await settled()
    let isDone = false
    const asked = Promise.all([store.refetch(), store.refetch(), store.refetch()]).then(() => {
      isDone = true
    })
    await calls[0]!.answer(callerUsage({ caller: 'old' }))
    expect([isDone, calls.length, store.getState().isFetching]).toEqual([false, 2, true])
    await calls[1]!.answer(callerUsage({ caller: 'new' }))
    await asked
    expect([calls.length, store.getState().usage?.caller]).toEqual([2, 'new'])
  })
})

describe('after an answer', () => {
  it('usage is asked for again, once the account is closed', async () => {
    const { calls, use, clock } = started()
    use()
    await settled()
    await calls[0]!.answer()
    tellAnswerEnded()
    await clock.advance(200)
    tellAnswerEnded()
    await clock.advance(299)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
  })

  it.each<[string, (send: ReturnType<typeof startChat>) => Promise<unknown>]>([
    [
      'ends',
      async ({ store, transport }) => {
        const sent = store.sendMessage({ text: 'a' })
        transport.sends[0]!.text('b')
        transport.sends[0]!.finish()
        await sent
      },
    ],
    [
      'fails',
      async ({ store, transport }) => {
        const sent = store.sendMessage({ text: 'a' })
        transport.sends[0]!.fail(new ChatError('over-budget', 'Nothing left.'))
        await sent
      },
    ],
    [
      'is stopped',
      async ({ store, transport }) => {
        const sent = store.sendMessage({ text: 'a' })
        transport.sends[0]!.text('b')
        await settled()
        await store.stop()
        await sent
      },
    ],
    [
      'gives way to other messages',
      async ({ store, transport }) => {
        const sent = store.sendMessage({ text: 'a' })
        transport.sends[0]!.text('b')
        await settled()
        store.setMessages([])
        await sent
      },
    ],
  ])('of any conversation on the page that %s', async (_, talk) => {
    const { calls, use, clock } = started()
    const end = use()
    await settled()
    await calls[0]!.answer()
    await talk(startChat())
    await clock.advance(300)
    expect(calls).toHaveLength(2)
    end()
    await clock.advance(0)
  })

  it('is nothing to ask where there was none to rejoin', async () => {
    const { calls, use, clock } = started()
    use()
    await settled()
    await calls[0]!.answer()
    const { store, transport } = startChat()
    const resumed = store.resumeStream()
    await expect.poll(() => transport.reconnects.length).toBe(1)
    transport.reconnects[0]!.nothing()
    await resumed
    await clock.advance(1_000)
    expect(calls).toHaveLength(1)
  })
})

describe('with refreshMs', () => {
  it('usage is asked for again from its last answer on, at the shortest pace that is wanted', async () => {
    const { calls, use, clock } = started()
    use({ refreshMs: 60_000 })
    await clock.advance(500)
    await calls[0]!.answer()
    const end = use({ refreshMs: 5_000 })
    await clock.advance(4_999)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
    await calls[1]!.answer()
    end()
    await clock.advance(59_999)
    expect(calls).toHaveLength(2)
    await clock.advance(1)
    expect(calls).toHaveLength(3)
  })

  it('waits longer where the server wants that', async () => {
    const { calls, use, clock } = started()
    use({ refreshMs: 1_000 })
    await settled()
    await calls[0]!.answer(refused())
    await clock.advance(8_999)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
  })

  it('is not asked for while the page is hidden, and at once when it is seen again and that is due', async () => {
    const show = stubPage()
    const { calls, use, clock } = started()
    use({ refreshMs: 5_000 })
    await settled()
    await calls[0]!.answer()
    show('hidden')
    await clock.advance(60_000)
    expect([calls.length, clock.pendingTimers]).toEqual([1, 0])
    show('visible')
    await clock.advance(0)
    expect(calls).toHaveLength(2)
    await calls[1]!.answer()
    show('hidden')
    show('visible')
    await clock.advance(4_999)
    expect(calls).toHaveLength(2)
  })

  it('does not forget an answer that ended just before the page was hidden', async () => {
    const show = stubPage()
    const { calls, use, clock } = started()
    use({ refreshMs: 60_000 })
    await settled()
    await calls[0]!.answer()
    tellAnswerEnded()
    show('hidden')
    await clock.advance(300)
    expect(calls).toHaveLength(2)
  })
})

describe('when nobody wants it any more', () => {
  it('usage is no longer asked for, and nothing is left of it', async () => {
    const { store, calls, use, clock } = started()
    const ends = [use({ refreshMs: 1_000 }), use()]
    await settled()
    await calls[0]!.answer()
    void store.refetch()
    await settled()
    tellAnswerEnded()
    for (const end of ends) end()
    await clock.advance(0)
    expect(calls[1]!.signal.aborted).toBe(true)
    await clock.advance(100_000)
    expect([store.getState(), calls.length, clock.pendingTimers]).toEqual([idleUsage, 2, 0])
  })

  it('and somebody wants it at once again, nothing has happened', async () => {
    const { store, calls, use, clock } = started()
    use()()
    use()
    await clock.advance(10)
    expect([calls.length, calls[0]!.signal.aborted]).toEqual([1, false])
    await calls[0]!.answer()
    expect(store.getState().status).toBe('ready')
  })

  it('a late answer is not shown to who comes next', async () => {
    const { store, calls, use, clock } = started()
    const fetch: typeof globalThis.fetch = async () => {
      await new Promise<void>((resolve) => clock.after(1_000, resolve))
      return Response.json(callerUsage({ caller: 'eve' }))
    }
    use({ fetch })()
    await clock.advance(10)
    use()
    await clock.advance(2_000)
    expect(store.getState()).toMatchObject({ status: 'loading', usage: undefined, isFetching: true })
    await calls[0]!.answer()
    expect(store.getState().usage?.caller).toBe('ada')
    expect(clock.pendingTimers).toBe(0)
  })
})
