import { ChatError, createMemoryKeyValueStore, type KeyValueStore } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import type { IssuedToken } from './token-reply.ts'
import { createTokenSource } from './token-source.ts'

const hour = 3_600_000
const refusal = new ChatError('auth', 'Refused.')

function setup(given: { store?: KeyValueStore; lifeMs?: number; clock?: TestClock; from?: number } = {}) {
  const clock = given.clock ?? createTestClock()
  const state = {
    key: 'a',
    asked: 0,
    forgotten: [] as string[],
    issue: async (): Promise<IssuedToken> => ({
      token: `${state.key}${(given.from ?? 0) + state.asked}`,
      expiresInMs: given.lifeMs ?? 100_000,
    }),
  }
  const grant = async () => {
    const { key } = state
    return {
      key,
      issue: () => {
        state.asked++
        return state.issue()
      },
      forget: () => void state.forgotten.push(key),
    }
  }
  return { clock, state, source: createTokenSource({ grant, clock, store: given.store }) }
}

/** Rejects after the caller has had time to look. */
const failing = (error: unknown) => async () => {
  await Promise.resolve()
  throw error
}
const settled = (clock: TestClock) => clock.advance(0)

describe('a token source', () => {
  it('asks once for a hundred who come at once, and for none who come later', async () => {
    const { source, state } = setup()
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.get()))
    expect(new Set([...tokens, await source.get()])).toEqual(new Set(['a1']))
    expect(state.asked).toBe(1)
  })

  it('asks once more for those who need it after a failure', async () => {
    const { source, state } = setup()
    const works = state.issue
    state.issue = failing(new ChatError('network', 'Down.'))
    const failures = await Promise.allSettled([source.get(), source.get()])
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(state.asked).toBe(1)
    state.issue = works
    expect(await source.get()).toBe('a2')
  })

  it('lets a token live from when it was asked for, not from when it came', async () => {
    const { source, state, clock } = setup()
    let reply = (_: IssuedToken) => {}
    state.issue = () => new Promise((resolve) => (reply = resolve))
    const first = source.get()
    await clock.advance(60_000)
    reply({ token: 'slow', expiresInMs: 100_000 })
    expect(await first).toBe('slow')
    await clock.advance(40_000)
    state.issue = async () => ({ token: 'next', expiresInMs: 100_000 })
    expect(await source.get()).toBe('next')
  })
})

describe('a request for a token that nobody hears of again', () => {
  const never = () => new Promise<IssuedToken>(() => {})

  it('is waited for no longer than half a minute by those who came meanwhile, or come later', async () => {
    const { source, state, clock } = setup()
    const works = state.issue
    state.issue = never
    source.get()
    await clock.advance(29_999)
    state.issue = works
    const second = source.get()
    await settled(clock)
    expect(state.asked).toBe(1)
    await clock.advance(1)
    expect([await second, await source.get(), state.asked]).toEqual(['a2', 'a2', 2])
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps those who drop the old token for no longer either, and those who come after them', async () => {
    const { source, state, clock } = setup({ lifeMs: 1_000_000 })
    const works = state.issue
    await source.get()
    await clock.advance(900_001)
    state.issue = never
    await source.get()
    await settled(clock)
    state.issue = works
    const dropped = [source.drop('a1'), source.drop('a1')]
    const next = source.get()
    await clock.advance(30_000)
    expect(await Promise.all(dropped)).toEqual([true, true])
    expect([await next, state.asked]).toEqual(['a3', 3])
  })

  it('keeps no token from being replaced, nor a refused one from being dropped', async () => {
    const { source, state, clock } = setup({ lifeMs: 1_000_000 })
    const works = state.issue
    await source.get()
    await clock.advance(900_001)
    state.issue = never
    expect(await source.get()).toBe('a1')
    await clock.advance(30_000)
    state.issue = works
    await source.drop('a1')
    expect(await source.get()).toBe('a3')
  })
})

describe('a removal from the store that nobody hears of again', () => {
  it('keeps no token from being got for longer than half a minute', async () => {
    const memory = createMemoryKeyValueStore()
    const clock = createTestClock()
    const isStuck = { delete: false }
    const store: KeyValueStore = {
      ...memory,
      delete: (key) => (isStuck.delete ? new Promise(() => {}) : memory.delete(key)),
    }
    // The store's own patience ends with its request too.
    const { source } = setup({ store, clock: { ...clock, after: () => () => {} } })
    await source.get()
    isStuck.delete = true
    source.drop('a1')
    await clock.advance(30_000)
    expect(await source.get()).toBe('a2')
  })
})

describe('a token that ends soon', () => {
  it.each([
    ['a tenth of its life', 100_000, 10_000],
    ['an hour', 30 * 24 * hour, hour],
  ])('is used and replaced meanwhile once less than %s is left', async (_, lifeMs, leftMs) => {
    const { source, state, clock } = setup({ lifeMs })
    await source.get()
    await clock.advance(lifeMs - leftMs)
    expect(await source.get()).toBe('a1')
    await settled(clock)
    expect(state.asked).toBe(1)
    await clock.advance(1)
    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(['a1', 'a1', 'a1'])
    await settled(clock)
    expect(state.asked).toBe(2)
    expect(await source.get()).toBe('a2')
  })

  it('makes nobody wait for its replacement until its last millisecond', async () => {
    const { source, state, clock } = setup()
    await source.get()
    state.issue = () => new Promise(() => {})
    await clock.advance(99_999)
    expect(await source.get()).toBe('a1')
    await clock.advance(1)
    let isThere = false
    source.get().finally(() => (isThere = true))
    await settled(clock)
    expect([isThere, state.asked]).toEqual([false, 2])
  })

  it('stays when it cannot be replaced, which is tried again after ten seconds', async () => {
    const { source, state, clock } = setup({ lifeMs: 1_000_000 })
    await source.get()
    const works = state.issue
    state.issue = failing(new ChatError('server', 'Failed.'))
    await clock.advance(900_001)
    for (const [waitMs, asked] of [
      [0, 2],
      [9_999, 2],
      [1, 3],
    ] as const) {
      await clock.advance(waitMs)
      expect(await source.get()).toBe('a1')
      await settled(clock)
      expect(state.asked).toBe(asked)
    }
    state.issue = works
    await clock.advance(10_000)
    await source.get()
    await settled(clock)
    expect(await source.get()).toBe('a4')
  })

  it('is replaced in its time even if it was not got at once', async () => {
    const { source, state, clock } = setup({ lifeMs: 10_000 })
    const works = state.issue
    state.issue = failing(new ChatError('network', 'Down.'))
    await expect(source.get()).rejects.toThrow('Down.')
    state.issue = works
    await source.get()
    await clock.advance(9_001)
    await source.get()
    await settled(clock)
    expect(await source.get()).toBe('a3')
  })

  it('stays when the credentials are refused meanwhile, for as long as it lives', async () => {
    const { source, state, clock } = setup()
    await source.get()
    state.issue = failing(refusal)
    await clock.advance(90_001)
    await source.get()
    await clock.advance(9_998)
    expect(await source.get()).toBe('a1')
    expect(state.asked).toBe(2)
    await clock.advance(1)
    await expect(source.get()).rejects.toBe(refusal)
    expect(state.asked).toBe(2)
  })
})

describe('refused credentials', () => {
  it('are not tried again for a minute, and are forgotten by their source', async () => {
    const { source, state, clock } = setup()
    const works = state.issue
    state.issue = failing(refusal)
    const failures = await Promise.allSettled([source.get(), source.get()])
    expect(failures).toMatchObject([{ reason: refusal }, { reason: refusal }])
    state.issue = works
    await clock.advance(59_999)
    await expect(source.get()).rejects.toBe(refusal)
    expect([state.asked, state.forgotten]).toEqual([1, ['a']])
    await clock.advance(1)
    expect(await source.get()).toBe('a2')
  })

  it('are no matter for others', async () => {
    const { source, state } = setup()
    const works = state.issue
    state.issue = failing(refusal)
    await expect(source.get()).rejects.toBe(refusal)
    state.issue = works
    state.key = 'b'
    expect(await source.get()).toBe('b2')
    state.key = 'a'
    await expect(source.get()).rejects.toBe(refusal)
  })

  it('are remembered for a thousand keys and no more', async () => {
    const { source, state } = setup()
    state.issue = failing(refusal)
    for (let key = 0; key <= 1_000; key++) {
      state.key = `key ${key}`
      await expect(source.get()).rejects.toBe(refusal)
    }
    await expect(source.get()).rejects.toBe(refusal)
    expect(state.asked).toBe(1_001)
    state.key = 'key 0'
    await expect(source.get()).rejects.toBe(refusal)
    expect(state.asked).toBe(1_002)
  })
})

describe('a token that is dropped', () => {
  it('is replaced once, however many say so', async () => {
    const store = createMemoryKeyValueStore()
    const { source, state } = setup({ store })
    await source.get()
    const drop = async () => {
      await source.drop('a1')
      return source.get()
    }
    const tokens = await Promise.all(Array.from({ length: 100 }, drop))
    expect([new Set(tokens), state.asked]).toEqual([new Set(['a2']), 2])
    // Those whose refusal comes late.
    expect([await drop(), state.asked]).toEqual(['a2', 2])
    expect(await store.get('a')).toContain('"a2"')
  })

  it('is no longer in the store', async () => {
    const store = createMemoryKeyValueStore()
    const { source } = setup({ store })
    await source.get()
    await source.drop('a1')
    expect(await store.get('a')).toBeUndefined()
  })

  it('does not take away the one that another process has put there', async () => {
    const clock = createTestClock()
    const store = createMemoryKeyValueStore({ clock })
    const one = setup({ store, clock })
    const other = setup({ store, clock, from: 10 })
    expect([await one.source.get(), await other.source.get()]).toEqual(['a1', 'a1'])
    await one.source.drop('a1')
    expect(await one.source.get()).toBe('a2')
    await other.source.drop('a1')
    expect(await other.source.get()).toBe('a2')
    expect([one.state.asked, other.state.asked]).toEqual([1 + 1, 0])
  })

  it('is not taken again from a store that keeps it', async () => {
    const memory = createMemoryKeyValueStore()
    const stubborn = { ...memory, delete: async () => {} }
    const { source } = setup({ store: stubborn })
    await source.get()
    await source.drop('a1')
    expect(await source.get()).toBe('a2')
  })

  it('leaves the replacement that is just being asked for in the store', async () => {
    const store = createMemoryKeyValueStore()
    const { source, state, clock } = setup({ store })
    await source.get()
    await clock.advance(90_001)
    let reply = (_: IssuedToken) => {}
    state.issue = () => new Promise((resolve) => (reply = resolve))
    await source.get()
    await settled(clock)
    const dropped = source.drop('a1')
    reply({ token: 'fresh', expiresInMs: 100_000 })
    await dropped
    expect(await source.get()).toBe('fresh')
    expect(await store.get('a')).toContain('fresh')
    expect(state.asked).toBe(2)
  })

  it('is replaced once a minute at most, however many calls are refused', async () => {
    const { source, state, clock } = setup()
    const drops = async () => source.drop(await source.get())
    for (const isReplaced of [true, false, false]) expect(await drops()).toBe(isReplaced)
    await clock.advance(59_999)
    expect([await drops(), state.asked]).toEqual([false, 2])
    await clock.advance(1)
    expect([await drops(), await source.get(), state.asked]).toEqual([true, 'a3', 3])
  })

  it('is no matter if nobody knows it', async () => {
    const { source, state } = setup()
    await source.get()
    await source.drop('other')
    expect([await source.get(), state.asked]).toEqual(['a1', 1])
  })
})
