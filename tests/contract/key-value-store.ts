import type { KeyValueStore } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'

/** What every key-value store does. Times are off the edge by a millisecond: servers differ in what happens on it. */
export function describeKeyValueStore(
  name: string,
  create: (clock: TestClock) => KeyValueStore | Promise<KeyValueStore>,
): void {
  const setup = async () => {
    const clock = createTestClock()
    return { clock, store: await create(clock) }
  }

  describe(`${name} as a key-value store`, () => {
    it('has nothing under a key until it is given something', async () => {
      const { store } = await setup()
      expect(await store.get('a')).toBeUndefined()
      await store.set('a', 'x')
      expect([await store.get('a'), await store.get('b')]).toEqual(['x', undefined])
    })

    it.each([
      ['empty', ''],
      ['blank', ' \n\t '],
      ['long', 'x'.repeat(300_000)],
      ['not only Latin', '你好 👋🏽 \u0000 \r\n "quoted" é'],
      ['JSON', JSON.stringify({ token: 'a', expiresAt: 1 })],
    ])('gives back a text that is %s as it was', async (_, text) => {
      const { store } = await setup()
      await store.set('set', text)
      await store.setIfAbsent('absent', text)
      expect(await store.get('set')).toBe(text)
      expect(await store.get('absent')).toBe(text)
    })

    it('keeps the last of several texts', async () => {
      const { store } = await setup()
      for (const text of ['1', '2', '3']) await store.set('a', text)
      expect(await store.get('a')).toBe('3')
    })

    it('tells apart keys that are odd', async () => {
      const { store } = await setup()
      const keys = ['', ' ', 'a b', 'a:b', 'a*', 'a\r\nDEL b', '你好', '__proto__', 'constructor', 'toString', 'A', 'a']
      for (const key of keys) expect(await store.get(key)).toBeUndefined()
      for (const key of keys) await store.set(key, `of ${key}`)
      for (const key of keys) expect(await store.get(key)).toBe(`of ${key}`)
      await store.delete('a*')
      expect(await store.get('a b')).toBe('of a b')
    })

    describe('given a time to live', () => {
      it('keeps the text that long', async () => {
        const { clock, store } = await setup()
        await store.set('a', 'x', { ttlMs: 1_000 })
        await clock.advance(999)
        expect(await store.get('a')).toBe('x')
        await clock.advance(2)
        expect(await store.get('a')).toBeUndefined()
      })

      it('is not prolonged by reading', async () => {
        const { clock, store } = await setup()
        await store.set('a', 'x', { ttlMs: 1_000 })
        await clock.advance(600)
        await store.get('a')
        await clock.advance(401)
        expect(await store.get('a')).toBeUndefined()
      })

      it('forgets that time when another text comes without one', async () => {
        const { clock, store } = await setup()
        await store.set('a', 'x', { ttlMs: 1_000 })
        await store.set('a', 'y')
        await clock.advance(86_400_000)
        expect(await store.get('a')).toBe('y')
      })

      it('counts anew when another text comes with another time', async () => {
        const { clock, store } = await setup()
        await store.set('a', 'x', { ttlMs: 1_000 })
        await clock.advance(500)
        await store.set('a', 'y', { ttlMs: 1_000 })
        await clock.advance(999)
        expect(await store.get('a')).toBe('y')
        await store.set('a', 'z', { ttlMs: 10 })
        await clock.advance(11)
        expect(await store.get('a')).toBeUndefined()
      })

      it.each([undefined, 30 * 86_400_000])('can be told %s milliseconds', async (ttlMs) => {
        const { clock, store } = await setup()
        await store.set('a', 'x', { ttlMs })
        expect(await store.setIfAbsent('b', 'x', { ttlMs })).toBe(true)
        await clock.advance(29 * 86_400_000)
        expect([await store.get('a'), await store.get('b')]).toEqual(['x', 'x'])
      })

      it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, and changes nothing', async (ttlMs) => {
        const { store } = await setup()
        await store.set('a', 'x')
        await expect(store.set('a', 'y', { ttlMs })).rejects.toThrow(RangeError)
        await expect(store.setIfAbsent('b', 'y', { ttlMs })).rejects.toThrow(RangeError)
        expect([await store.get('a'), await store.get('b')]).toEqual(['x', undefined])
      })
    })

    describe('asked to set what is absent', () => {
      it('does so once, and leaves what is there with its time', async () => {
        const { clock, store } = await setup()
        expect(await store.setIfAbsent('a', 'first', { ttlMs: 1_000 })).toBe(true)
        expect(await store.setIfAbsent('a', 'second', { ttlMs: 9_000 })).toBe(false)
        expect(await store.setIfAbsent('a', 'third')).toBe(false)
        expect(await store.get('a')).toBe('first')
        await clock.advance(1_001)
        expect(await store.get('a')).toBeUndefined()
      })

      it('lets exactly one of a hundred at once succeed', async () => {
        const { store } = await setup()
        const names = Array.from({ length: 100 }, (_, index) => `${index}`)
        const won = await Promise.all(names.map((name) => store.setIfAbsent('a', name, { ttlMs: 1_000 })))
        expect(won.filter(Boolean)).toHaveLength(1)
        expect(await store.get('a')).toBe(names[won.indexOf(true)])
      })

      it('does so again once the time is up, or the key was deleted', async () => {
        const { clock, store } = await setup()
        await store.setIfAbsent('a', 'first', { ttlMs: 1_000 })
        await clock.advance(1_001)
        expect(await store.setIfAbsent('a', 'second')).toBe(true)
        await store.delete('a')
        expect(await store.setIfAbsent('a', 'third')).toBe(true)
        expect(await store.get('a')).toBe('third')
      })

      it('does not take an empty text for none', async () => {
        const { store } = await setup()
        await store.set('a', '')
        expect(await store.setIfAbsent('a', 'x')).toBe(false)
      })
    })

    it('deletes one key, and minds none that is not there', async () => {
      const { store } = await setup()
      await store.set('a', 'x')
      await store.set('b', 'y')
      await store.delete('a')
      await store.delete('a')
      await store.delete('never')
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, 'y'])
    })

    it('does not share what it keeps with another that is created apart', async () => {
      const [one, other] = [await setup(), await setup()]
      await one.store.set('a', 'x')
      expect(await other.store.get('a')).toBeUndefined()
    })
  })
}
