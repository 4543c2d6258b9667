import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createMemoryKeyValueStore } from './memory-key-value-store.ts'

function setup(maxEntries = 3) {
  const clock = createTestClock()
  const store = createMemoryKeyValueStore({ maxEntries, clock })
  const has = async (...keys: string[]) => {
    const values = await Promise.all(keys.map((key) => store.get(key)))
    return keys.filter((_, index) => values[index] !== undefined)
  }
  return { clock, store, has }
}

describe('the memory store at its limit', () => {
  it('lets go of the one that was used longest ago', async () => {
    const { store, has } = setup()
    for (const key of ['a', 'b', 'c']) await store.set(key, key)
    await store.get('a')
    await store.set('b', 'again')
    await store.set('d', 'd')
    expect(await has('a', 'b', 'c', 'd')).toEqual(['a', 'b', 'd'])
    expect(await store.setIfAbsent('e', 'e')).toBe(true)
    expect(await has('a', 'b', 'd', 'e')).toEqual(['b', 'd', 'e'])
  })

  it('lets go of those whose time is up before any other, wherever they stand', async () => {
    const { clock, store, has } = setup()
    await store.set('old', '')
    await store.set('brief', '', { ttlMs: 10 })
    await store.set('long', '', { ttlMs: 1_000 })
    await clock.advance(10)
    await store.set('new', '')
    expect(await has('old', 'brief', 'long', 'new')).toEqual(['old', 'long', 'new'])
  })

  it('takes a text in place of another without letting go of a third', async () => {
    const { store, has } = setup()
    for (const key of ['a', 'b', 'c', 'c', 'c']) await store.set(key, key)
    expect(await has('a', 'b', 'c')).toEqual(['a', 'b', 'c'])
  })

  it('does not take a text for one that ended under the same key', async () => {
    const { clock, store, has } = setup()
    await store.set('a', 'first', { ttlMs: 10 })
    await store.set('a', 'second')
    await store.set('b', '')
    await store.set('c', '')
    await store.get('a')
    await clock.advance(10)
    await store.set('d', '')
    expect(await has('a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd'])
  })
})

describe('the memory store', () => {
  it('ends a text at its very millisecond, without a timer', async () => {
    const { clock, store } = setup()
    await store.set('a', 'x', { ttlMs: 10 })
    await clock.advance(9)
    expect(await store.get('a')).toBe('x')
    await clock.advance(1)
    expect(await store.get('a')).toBeUndefined()
    expect(clock.pendingTimers).toBe(0)
  })

  it('stays right however often one key is written', async () => {
    const { clock, store, has } = setup()
    await store.set('c', '')
    await store.set('b', '', { ttlMs: 5 })
    for (let write = 0; write < 1_000; write++) await store.set('a', `${write}`, { ttlMs: 1_000 + write })
    await clock.advance(1_500)
    await store.set('d', '')
    expect(await has('a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd'])
    expect(await store.get('a')).toBe('999')
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot keep %d texts', (maxEntries) => {
    expect(() => createMemoryKeyValueStore({ maxEntries })).toThrow(RangeError)
  })
})
