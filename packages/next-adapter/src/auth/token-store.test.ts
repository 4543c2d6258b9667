import { createMemoryKeyValueStore, type KeyValueStore } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { createTokenSource } from './token-source.ts'

const never = () => new Promise<never>(() => {})
const failing = async () => {
  throw new Error('store down')
}
const thrower = () => {
  throw new Error('store broken')
}

function setup(given: Partial<KeyValueStore> = {}) {
  const clock = createTestClock()
  const memory = createMemoryKeyValueStore({ clock })
  const store = { ...memory, ...given }
  const create = (prefix: string) => {
    const state = { asked: 0 }
    const issue = async () => ({ token: `${prefix}${++state.asked}`, expiresInMs: 100_000 })
    const source = createTokenSource({ grant: async () => ({ key: 'k', issue, forget() {} }), store, clock })
    return { state, source }
  }
  return { clock, memory, create }
}

describe('a store of tokens', () => {
  it('is asked before the vendor is, and holds a token as long as it lives', async () => {
    const { clock, memory, create } = setup()
    const [one, other] = [create('one'), create('other')]
    expect([await one.source.get(), await other.source.get()]).toEqual(['one1', 'one1'])
    expect([other.state.asked, clock.pendingTimers]).toEqual([0, 0])
    expect(JSON.parse((await memory.get('k'))!)).toEqual({
      token: 'one1',
      expiresAt: clock.now() + 100_000,
      refreshAt: clock.now() + 90_000,
    })
    await clock.advance(99_999)
    expect(await memory.get('k')).toBeDefined()
    await clock.advance(1)
    expect(await memory.get('k')).toBeUndefined()
  })

  it('saves the others a refresh', async () => {
    const { clock, create } = setup()
    const [one, other] = [create('one'), create('other')]
    await one.source.get()
    await other.source.get()
    await clock.advance(90_001)
    await one.source.get()
    await clock.advance(0)
    await other.source.get()
    await clock.advance(0)
    expect([await one.source.get(), await other.source.get()]).toEqual(['one2', 'one2'])
    expect(other.state.asked).toBe(0)
  })

  it('may give a token that should be replaced soon: it is used, and replaced', async () => {
    const { clock, create } = setup()
    await create('one').source.get()
    await clock.advance(95_000)
    const other = create('other')
    expect(await other.source.get()).toBe('one1')
    await other.source.get()
    await clock.advance(0)
    expect(await other.source.get()).toBe('other1')
  })

  it('may give such a token also to one whose own has ended', async () => {
    const { clock, memory, create } = setup()
    const { source } = create('own')
    await source.get()
    await clock.advance(100_000)
    const theirs = { token: 'theirs', expiresAt: clock.now() + 5_000, refreshAt: clock.now() - 1 }
    await memory.set('k', JSON.stringify(theirs))
    expect(await source.get()).toBe('theirs')
  })

  it.each([
    'no json',
    '{}',
    'null',
    '[]',
    '{"token":"","expiresAt":9e15,"refreshAt":9e15}',
    '{"token":"a\\nb","expiresAt":9e15,"refreshAt":9e15}',
    '{"token":"x","expiresAt":"9e15","refreshAt":9e15}',
    '{"token":"ended","expiresAt":1000,"refreshAt":900}',
  ])('is not believed when it says %s', async (text) => {
    const { memory, create } = setup()
    await memory.set('k', text)
    expect(await create('new').source.get()).toBe('new1')
    expect(await memory.get('k')).toContain('new1')
  })

  it.each([
    ['fails', failing],
    ['throws at once', thrower],
  ])('breaks no call when it %s', async (_, broken) => {
    const { create } = setup({ get: broken, set: broken, delete: broken })
    const { source, state } = create('own')
    expect([await source.get(), await source.get()]).toEqual(['own1', 'own1'])
    await source.drop('own1')
    expect([await source.get(), state.asked]).toEqual(['own2', 2])
  })

  it('breaks no call when it can be read and not written', async () => {
    const { source } = setup({ set: failing, delete: failing }).create('own')
    expect([await source.get(), await source.get()]).toEqual(['own1', 'own1'])
  })

  it('is waited for no longer than two seconds when it hangs, and left alone for the next ten', async () => {
    let calls = 0
    const hanging = () => {
      calls++
      return never()
    }
    const { clock, create } = setup({ get: hanging, set: hanging, delete: hanging })
    const { source } = create('own')
    let token: string | undefined
    source.get().then((value) => {
      token = value
    })
    await clock.advance(1_999)
    expect(token).toBeUndefined()
    await clock.advance(1)
    await clock.advance(0)
    expect([token, calls]).toEqual(['own1', 1])
    await source.drop('own1')
    expect([await source.get(), calls, clock.pendingTimers]).toEqual(['own2', 1, 0])
    await clock.advance(60_000)
    source.drop('own2')
    await clock.advance(0)
    expect(calls).toBe(2)
  })
})
