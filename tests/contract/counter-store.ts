import type { Counter, CounterStore } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'

/** What every counter store does. Times are off the edge by a few milliseconds: a server's clock is not ours. */
export function describeCounterStore(
  name: string,
  create: (clock: TestClock) => CounterStore | Promise<CounterStore>,
): void {
  const setup = async () => {
    const clock = createTestClock()
    return { clock, store: await create(clock) }
  }
  const bucket = (key: string, capacity: number, refillPerSecond: number): Counter => ({
    key,
    rule: { type: 'bucket', capacity, refillPerSecond },
  })
  const lease = (key: string, limit: number, ttlMs: number): Counter => ({ key, rule: { type: 'lease', limit, ttlMs } })
  const window = (key: string, limit: number, startMs: number, lengthMs: number): Counter => ({
    key,
    rule: { type: 'window', limit, startMs, endMs: startMs + lengthMs },
  })
  const today = (key: string, limit: number, startMs: number, lengthMs = 60_000): Counter => ({
    key,
    rule: { type: 'budget', limit, span: { startMs, endMs: startMs + lengthMs }, ttlMs: 10_000 },
  })
  const rolling = (key: string, limit: number, lastMs: number): Counter => ({
    key,
    rule: { type: 'budget', limit, span: { lastMs }, ttlMs: 10_000 },
  })

  describe(`${name} as a counter store`, () => {
    describe('with a bucket', () => {
      it('gives what it holds, then says when to come back', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('a', 10, 10)])
        expect(await set.take([8])).toEqual({ ok: true })
        const refused = await set.take([5])
        expect(refused).toMatchObject({ ok: false, index: 0, isImpossible: false })
        expect(refused).toHaveProperty('waitMs', 300)
        await clock.advance(310)
        expect(await set.take([5])).toEqual({ ok: true })
      })

      it('is not emptied by takes that it refuses', async () => {
        const { store } = await setup()
        const set = store.open([bucket('a', 10, 0.001)])
        await set.take([8])
        for (let time = 0; time < 20; time++) expect(await set.take([5])).toMatchObject({ ok: false })
        expect(await set.take([2])).toEqual({ ok: true })
      })

      it('is never fuller than full, however long nobody comes', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('a', 10, 10)])
        await set.take([10])
        await clock.advance(86_400_000)
        expect(await set.levels()).toEqual([10])
        await set.settle([-50])
        expect(await set.levels()).toEqual([10])
      })

      it('says that more than it ever holds is impossible, and takes nothing', async () => {
        const { store } = await setup()
        const set = store.open([bucket('a', 10, 10), bucket('b', 5, 5)])
        expect(await set.take([1, 6])).toEqual({
          ok: false,
          waitMs: Number.POSITIVE_INFINITY,
          index: 1,
          isImpossible: true,
        })
        expect(await set.levels()).toEqual([10, 5])
      })

      it('goes into debt when settled for more, and pays it back first', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('a', 10, 10)])
        await set.take([10])
        await set.settle([20])
        expect((await set.levels())[0]).toBeCloseTo(-20, 1)
        expect(await set.take([1])).toMatchObject({ ok: false, waitMs: 2_100 })
        await clock.advance(2_110)
        expect(await set.take([1])).toEqual({ ok: true })
      })

      it('can be told fractions', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('a', 1, 0.5)])
        expect(await set.take([0.75])).toEqual({ ok: true })
        expect(await set.take([0.5])).toMatchObject({ ok: false, waitMs: 500 })
        await clock.advance(510)
        expect(await set.take([0.5])).toEqual({ ok: true })
      })
    })

    describe('with several counters', () => {
      it('takes from all or from none, and names the one that makes it wait longest', async () => {
        const { store } = await setup()
        const set = store.open([bucket('requests', 100, 1), bucket('tokens', 1_000, 100)])
        await set.take([1, 900])
        for (let time = 0; time < 20; time++) {
          expect(await set.take([1, 500])).toMatchObject({ ok: false, index: 1, waitMs: 4_000 })
        }
        expect((await set.levels())[0]).toBeCloseTo(99, 1)
        expect(await set.take([99, 0])).toEqual({ ok: true })
        expect(await set.take([10, 200])).toMatchObject({ ok: false, index: 0 })
      })

      it('shares keys between sets, and tells apart keys that are odd', async () => {
        const { store } = await setup()
        const keys = ['', ' ', 'a', 'a:b', 'a b', 'a*', '你好', '__proto__', 'constructor', 'A']
        for (const [used, key] of keys.entries()) await store.open([bucket(key, 100, 0.001)]).take([used])
        const levels = await store.open(keys.map((key) => bucket(key, 100, 0.001))).levels()
        expect(levels.map(Math.round)).toEqual(keys.map((_, used) => 100 - used))
      })

      it('lets exactly as many of a hundred at once through as there is room for', async () => {
        const { store } = await setup()
        const results = await Promise.all(
          Array.from({ length: 100 }, (_, index) => {
            const set = store.open([bucket('a', 10, 0.001), lease('b', 7, 60_000)])
            return set.take([1, 1], `call ${index}`)
          }),
        )
        expect(results.filter(({ ok }) => ok)).toHaveLength(7)
        expect((await store.open([bucket('a', 10, 0.001)]).levels())[0]).toBeCloseTo(3, 1)
      })

      it.each([[[1]], [[1, 1, 1]], [[1, -1]], [[1, Number.NaN]]])('refuses to take %j', async (amounts) => {
        const { store } = await setup()
        const set = store.open([bucket('a', 10, 1), bucket('b', 10, 1)])
        await expect((async () => set.take(amounts))()).rejects.toThrow(RangeError)
        expect(await set.levels()).toEqual([10, 10])
      })
    })

    describe('with a window', () => {
      it('counts until its end, then the next one starts anew', async () => {
        const { clock, store } = await setup()
        const startMs = clock.now()
        const first = store.open([window('a', 3, startMs, 60_000)])
        for (let time = 0; time < 3; time++) expect(await first.take([1])).toEqual({ ok: true })
        await clock.advance(20_000)
        expect(await first.take([1])).toMatchObject({ ok: false, waitMs: 40_000, index: 0, isImpossible: false })
        expect(await store.open([window('a', 3, startMs, 60_000)]).levels()).toEqual([0])
        await clock.advance(40_010)
        const second = store.open([window('a', 3, startMs + 60_000, 60_000)])
        expect(await second.take([2])).toEqual({ ok: true })
        await first.settle([5])
        expect(await second.levels()).toEqual([1])
      })

      it('gives back and takes more when settled', async () => {
        const { clock, store } = await setup()
        const set = store.open([window('a', 100, clock.now(), 60_000)])
        await set.take([80])
        await set.settle([-30])
        expect(await set.levels()).toEqual([50])
        await set.settle([70])
        expect(await set.levels()).toEqual([-20])
      })
    })

    describe('with leases', () => {
      it('holds them until they are settled, each once', async () => {
        const { store } = await setup()
        const set = store.open([lease('a', 2, 10_000)])
        await set.take([1], 'one')
        await set.take([1], 'two')
        expect(await set.take([1], 'three')).toMatchObject({
          ok: false,
          waitMs: Number.POSITIVE_INFINITY,
          isImpossible: false,
        })
        await set.settle([0], 'one')
        await set.settle([0], 'one')
        await set.settle([0], 'never there')
        expect(await set.levels()).toEqual([1])
        expect(await set.take([1], 'three')).toEqual({ ok: true })
      })

      it('frees the lease of a holder that died, and not one that is renewed', async () => {
        const { clock, store } = await setup()
        const set = store.open([lease('a', 2, 10_000)])
        await set.take([1], 'dies')
        await set.take([1], 'lives')
        await clock.advance(9_900)
        expect(await set.renew('lives')).toBe(true)
        await clock.advance(200)
        expect(await set.levels()).toEqual([1])
        expect([await set.renew('dies'), await set.renew('never there'), await set.renew('lives')]).toEqual([
          false,
          false,
          true,
        ])
        await set.settle([0], 'dies')
        expect(await set.levels()).toEqual([1])
      })

      it('refuses more than there ever are', async () => {
        const { store } = await setup()
        expect(await store.open([lease('a', 2, 10_000)]).take([3], 'one')).toMatchObject({
          ok: false,
          isImpossible: true,
        })
      })

      it('takes tokens and lease together or not at all', async () => {
        const { store } = await setup()
        const set = store.open([bucket('tokens', 100, 0.001), lease('calls', 1, 10_000)])
        await set.take([10, 1], 'one')
        expect(await set.take([10, 1], 'two')).toMatchObject({ ok: false, index: 1 })
        await set.settle([-4, 0], 'one')
        expect(await set.take([100, 1], 'two')).toMatchObject({ ok: false, index: 0 })
        const levels = await set.levels()
        expect(levels.map(Math.round)).toEqual([94, 1])
      })
    })

    describe('with budgets', () => {
      it('reserves, then books what was really spent, be it less or more', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        await set.take([40], 'less')
        await set.take([50], 'more')
        expect([await set.levels(), await set.spent()]).toEqual([[10], [0]])
        await set.settle([15], 'less')
        expect([await set.levels(), await set.spent()]).toEqual([[35], [15]])
        await set.settle([90], 'more')
        expect([await set.levels(), await set.spent()]).toEqual([[-5], [105]])
        expect(await set.take([1], 'next')).toMatchObject({ ok: false, index: 0, isImpossible: false })
      })

      it('books nothing for a call that cost nothing, or what is no number, but ends the reservation', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        for (const [call, cost] of [0, Number.NaN, Number.POSITIVE_INFINITY].entries()) {
          await set.take([100], `call ${call}`)
          await set.settle([cost], `call ${call}`)
          expect([await set.levels(), await set.spent()]).toEqual([[100], [0]])
        }
      })

      it('ends a reservation once, and books each cost once it is told', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        await set.take([30], 'one')
        await set.take([30], 'two')
        await set.settle([10], 'one')
        await set.settle([5], 'one')
        await set.settle([5], 'never there')
        await set.settle([5])
        expect([await set.levels(), await set.spent()]).toEqual([[45], [25]])
      })

      it('frees what a caller that died had reserved, and books what it says when it was not dead', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        await set.take([60], 'dies')
        await set.take([30], 'lives')
        await clock.advance(9_900)
        expect(await set.renew('lives')).toBe(true)
        await clock.advance(200)
        expect(await set.levels()).toEqual([70])
        expect(await set.renew('dies')).toBe(false)
        await set.settle([60], 'dies')
        expect([await set.levels(), await set.spent()]).toEqual([[10], [60]])
      })

      it('starts anew with the next stretch of time, under the same key', async () => {
        const { clock, store } = await setup()
        const startMs = clock.now()
        const first = store.open([today('a', 100, startMs)])
        await first.take([80], 'late')
        await clock.advance(20_000)
        await first.take([100], 'long')
        await first.settle([100], 'long')
        expect(await first.take([1], 'refused')).toMatchObject({ ok: false, waitMs: 40_000 })
        await clock.advance(40_000)
        const second = store.open([today('a', 100, startMs + 60_000)])
        expect(await second.take([100], 'next')).toEqual({ ok: true })
        await first.settle([70], 'late')
        expect([await first.spent(), await second.spent(), await second.levels()]).toEqual([[170], [0], [0]])
      })

      it('lets go bit by bit of what was spent in a rolling window, a little late and never early', async () => {
        const { clock, store } = await setup()
        const set = store.open([rolling('a', 100, 60_000)])
        await clock.advance(500)
        for (const cost of [30, 50]) {
          await set.take([cost], `costs ${cost}`)
          await set.settle([cost], `costs ${cost}`)
          await clock.advance(20_000)
        }
        expect(await set.spent()).toEqual([80])
        const refused = await set.take([50], 'next')
        expect(refused).toMatchObject({ ok: false, index: 0, isImpossible: false })
        const { waitMs } = refused as { waitMs: number }
        expect(waitMs).toBeGreaterThanOrEqual(20_000)
        expect(waitMs).toBeLessThanOrEqual(21_000)
        await clock.advance(19_999)
        expect(await set.spent()).toEqual([80])
        await clock.advance(waitMs - 19_999)
        expect(await set.take([50], 'next')).toEqual({ ok: true })
        expect([await set.spent(), await set.levels()]).toEqual([[50], [0]])
        await clock.advance(60_000)
        expect([await set.spent(), await set.levels()]).toEqual([[0], [100]])
      })

      it('cannot say when reservations of a rolling window end', async () => {
        const { store } = await setup()
        const set = store.open([rolling('a', 100, 60_000)])
        await set.take([80], 'one')
        expect(await set.take([50], 'two')).toMatchObject({ ok: false, waitMs: Number.POSITIVE_INFINITY })
      })

      it('takes from limits and budgets together or not at all, and names the budget first', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('tokens', 100, 0.001), lease('calls', 1, 10_000), today('a', 100, clock.now())])
        await set.take([90, 1, 60], 'one')
        expect(await set.take([90, 1, 60], 'two')).toMatchObject({ ok: false, index: 2, isImpossible: false })
        expect(await set.take([90, 1, 40], 'two')).toMatchObject({ ok: false, index: 1 })
        expect((await set.levels()).map(Math.round)).toEqual([10, 0, 40])
        await set.settle([0, 0, 5], 'one')
        expect((await set.levels()).map(Math.round)).toEqual([10, 1, 95])
        expect(await set.spent()).toEqual([0, 0, 5])
      })

      it('names of several budgets the one that has too little for longest', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('minute', 10, clock.now()), today('hour', 10, clock.now(), 3_600_000)])
        await set.take([10, 10], 'one')
        expect(await set.take([1, 1], 'two')).toMatchObject({ ok: false, index: 1, waitMs: 3_600_000 })
      })

      it('says that more than it ever allows is impossible', async () => {
        const { clock, store } = await setup()
        const set = store.open([bucket('b', 10, 1), today('a', 100, clock.now())])
        expect(await set.take([1, 101], 'one')).toEqual({
          ok: false,
          waitMs: Number.POSITIVE_INFINITY,
          index: 1,
          isImpossible: true,
        })
        expect(await set.levels()).toEqual([10, 100])
      })

      it('leaves them alone when it is told what is left', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        await set.clamp([10])
        expect(await set.levels()).toEqual([100])
      })

      it('wants a new name for every take', async () => {
        const { clock, store } = await setup()
        const set = store.open([today('a', 100, clock.now())])
        await expect((async () => set.take([1]))()).rejects.toThrow(RangeError)
        await set.take([1], 'one')
        await expect((async () => set.take([1], 'one'))()).rejects.toThrow(RangeError)
        expect(await set.levels()).toEqual([99])
      })

      it('never lets a thousand at once reserve more than there is, whatever becomes of them', async () => {
        const { clock, store } = await setup()
        const startMs = clock.now()
        const open = () => store.open([today('a', 100, startMs), rolling('b', 150, 60_000)])
        const call = async (index: number) => {
          const set = open()
          const size = 1 + (index % 7)
          const { ok } = await set.take([size, size], `call ${index}`)
          const left = await set.levels()
          expect(left[0]).toBeGreaterThanOrEqual(0)
          // Some die, others cost less than they reserved.
          if (ok && index % 5 > 0) await set.settle([size - 1, size - 1], `call ${index}`)
          return ok && index % 5 > 0 ? size - 1 : 0
        }
        const costs = await Promise.all(Array.from({ length: 1_000 }, (_, index) => call(index)))
        const spent = costs.reduce((sum, cost) => sum + cost, 0)
        expect(spent).toBeGreaterThan(50)
        expect(spent).toBeLessThanOrEqual(100)
        expect(await open().spent()).toEqual([spent, spent])
        await clock.advance(10_001)
        expect(await open().levels()).toEqual([100 - spent, 150 - spent])
      })
    })

    describe('asked to clamp', () => {
      it('lowers what is left and never raises it', async () => {
        const { store } = await setup()
        const set = store.open([bucket('a', 100, 0.001), bucket('b', 100, 0.001), lease('c', 5, 10_000)])
        await set.clamp([30, undefined, 1])
        await set.clamp([70, 200, 0])
        const levels = await set.levels()
        expect(levels.map(Math.round)).toEqual([30, 100, 5])
      })
    })

    it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('opens no counter with %d in its rule', async (wrong) => {
      const { store } = await setup()
      const rules = [
        bucket('a', wrong, 1),
        bucket('a', 1, wrong),
        window('a', wrong, 0, 1),
        window('a', 1, 0, wrong),
        lease('a', wrong, 1),
        lease('a', 1, wrong),
        today('a', wrong, 0),
        today('a', 1, 0, wrong),
        rolling('a', 1, wrong),
      ]
      for (const rule of rules) expect(() => store.open([rule])).toThrow(RangeError)
    })

    it('opens no budget of a part of a whole number', async () => {
      const { store } = await setup()
      expect(() => store.open([today('a', 1.5, 0)])).toThrow(RangeError)
    })

    it('adds up what is taken from a bucket that is named twice', async () => {
      const { store } = await setup()
      const set = store.open([bucket('a', 10, 0.001), bucket('a', 10, 0.001)])
      expect(await set.take([6, 5])).toMatchObject({ ok: false, index: 0, isImpossible: true })
      expect(await set.take([3, 4])).toEqual({ ok: true })
      expect((await set.levels()).map(Math.round)).toEqual([3, 3])
      expect(await set.take([2, 2])).toMatchObject({ ok: false, index: 0, isImpossible: false })
      await set.settle([-1, -2])
      expect((await set.levels()).map(Math.round)).toEqual([6, 6])
      await set.clamp([5, 2])
      expect((await store.open([bucket('a', 10, 0.001)]).levels()).map(Math.round)).toEqual([2])
    })

    it('holds the sum under one name where a lease is named twice, and gives all of it back', async () => {
      const { clock, store } = await setup()
      const set = store.open([lease('a', 10, 10_000), bucket('b', 9, 0.001), lease('a', 10, 10_000)])
      expect(await set.take([3, 1, 4], 'one')).toEqual({ ok: true })
      expect(await set.take([2, 1, 2], 'two')).toMatchObject({ ok: false, index: 0 })
      expect((await set.levels()).map(Math.round)).toEqual([3, 8, 3])
      await set.settle([0, 0, 0], 'one')
      expect((await set.levels()).map(Math.round)).toEqual([10, 8, 10])
      await set.take([3, 0, 4], 'dies')
      await clock.advance(9_900)
      expect(await set.renew('dies')).toBe(true)
      await clock.advance(9_900)
      expect((await set.levels())[0]).toBe(3)
      await clock.advance(200)
      expect((await set.levels())[0]).toBe(10)
    })

    it('reserves the sum of a budget that is named twice, and books both costs', async () => {
      const { clock, store } = await setup()
      const [day, span] = [today('a', 100, clock.now()), rolling('b', 100, 60_000)]
      const set = store.open([day, span, day, span])
      expect(await set.take([60, 60, 41, 1], 'one')).toMatchObject({ ok: false, index: 0, isImpossible: true })
      expect(await set.take([30, 20, 40, 20], 'one')).toEqual({ ok: true })
      expect(await set.levels()).toEqual([30, 60, 30, 60])
      expect(await set.take([20, 0, 20, 0], 'two')).toMatchObject({ ok: false, index: 0, isImpossible: false })
      await set.settle([10, 5, 15, 6], 'one')
      expect([await set.levels(), await set.spent()]).toEqual([
        [75, 89, 75, 89],
        [25, 11, 25, 11],
      ])
      await set.take([75, 89, 0, 0], 'dies')
      await clock.advance(10_100)
      expect(await set.levels()).toEqual([75, 89, 75, 89])
    })

    it.each([
      ['leases', (ttlMs: number) => lease('a', 10, ttlMs)],
      [
        'reservations',
        (ttlMs: number): Counter => {
          const { key, rule } = rolling('a', 10, 3_600_000)
          return { key, rule: rule.type === 'budget' ? { ...rule, ttlMs } : rule }
        },
      ],
    ])('ends %s each in its time, also after its key was opened with another time', async (_, counter) => {
      const { clock, store } = await setup()
      await store.open([counter(60_000)]).take([3], 'long')
      const set = store.open([counter(5_000)])
      await set.take([2], 'short')
      await clock.advance(1_000)
      await set.take([1], 'later')
      expect(await set.levels()).toEqual([4])
      await clock.advance(4_100)
      expect(await set.levels()).toEqual([6])
      expect(await set.renew('short')).toBe(false)
      await clock.advance(1_000)
      expect(await set.levels()).toEqual([7])
      await clock.advance(54_000)
      expect(await set.levels()).toEqual([10])
    })

    it('keeps what is renewed of a budget for as long as it is, and revives nothing', async () => {
      const { clock, store } = await setup()
      const set = store.open([today('a', 100, clock.now(), 3_600_000), rolling('b', 100, 3_600_000)])
      await set.take([40, 30], 'long')
      await set.take([20, 20], 'short')
      for (let time = 0; time < 5; time++) {
        await clock.advance(6_000)
        expect(await set.renew('long')).toBe(true)
        expect(await set.levels()).toEqual(time === 0 ? [40, 50] : [60, 70])
        if (time > 0) expect(await set.renew('short')).toBe(false)
      }
      await set.settle([45, 35], 'long')
      expect([await set.renew('long'), await set.levels(), await set.spent()]).toEqual([false, [55, 65], [45, 35]])
      await clock.advance(10_100)
      expect(await set.levels()).toEqual([55, 65])
    })

    it('does not share what it counts with another that is created apart', async () => {
      const [one, other] = [await setup(), await setup()]
      await one.store.open([bucket('a', 10, 0.001)]).take([9])
      expect(await other.store.open([bucket('a', 10, 0.001)]).levels()).toEqual([10])
    })
  })
}
