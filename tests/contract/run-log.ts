import type { RunClaim, RunLog, RunPart } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { describe, expect, it, vi } from 'vitest'

const ttlMs = 60_000
const part = (seq: number): RunPart => ({ seq, data: `part ${seq}` })
const parts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => part(from + index))
const live = (data: string): RunPart => ({ data })

/** What every log of runs does. Times are off the edge by a millisecond: servers differ in what happens on it. */
export function describeRunLog(
  name: string,
  create: (clock: TestClock, ttlMs: number) => RunLog | Promise<RunLog>,
): void {
  let runs = 0
  async function setup() {
    const clock = createTestClock()
    const log = await create(clock, ttlMs)
    const claim = async (more: Partial<RunClaim> = {}) => {
      const runId = more.runId ?? `run-${++runs}`
      const onStop = vi.fn()
      const claimed = await log.begin({ owner: 'ada', onStop, ...more, runId })
      return { runId, onStop, claimed }
    }
    return { clock, log, claim }
  }
  /** A reader whose wait has begun. */
  function reader(log: RunLog, runId: string, after = 0) {
    const controller = new AbortController()
    const iterator = log.read(runId, { after, signal: controller.signal })[Symbol.asyncIterator]()
    const pending = iterator.next()
    // What a reader that is left alone throws in the end is of no interest.
    pending.catch(() => undefined)
    return { iterator, pending, controller }
  }
  async function all(log: RunLog, runId: string, after = 0): Promise<RunPart[]> {
    const found: RunPart[] = []
    for await (const batch of log.read(runId, { after })) found.push(...batch)
    return found.map(({ seq, data }) => (seq === undefined ? { data } : { seq, data }))
  }

  describe(`${name} as a log of runs`, () => {
    describe('beginning runs', () => {
      it('begins one, which is then the latest of its owner', async () => {
        const { log, claim } = await setup()
        const { runId, claimed } = await claim()
        expect(claimed).toEqual({ type: 'begun' })
        expect(await log.find('ada')).toEqual({ runId, lastSeq: 0, isEnded: false, isDelivered: false, isKept: true })
        expect(await log.find('bob')).toBeUndefined()
      })

      it('knows a key that has a run, under way or over, and begins no other', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'known', runId })
        await log.append(runId, parts(1, 2))
        await log.end(runId)
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'known', runId })
        expect(await log.find('ada')).toMatchObject({ runId, key: 'k1' })
      })

      it('says what a key that it knows was used for', async () => {
        const { claim } = await setup()
        const { runId } = await claim({ key: 'k1', digest: 'a question' })
        const known = { type: 'known', runId, digest: 'a question' }
        expect((await claim({ key: 'k1', digest: 'another' })).claimed).toEqual(known)
      })

      it('lets exactly one of a hundred at once begin', async () => {
        const { claim } = await setup()
        const claims = await Promise.all(Array.from({ length: 100 }, () => claim({ key: 'k1' })))
        const begun = claims.filter(({ claimed }) => claimed.type === 'begun')
        expect(begun).toHaveLength(1)
        const known = { type: 'known', runId: begun[0]?.runId }
        for (const one of claims) if (one !== begun[0]) expect(one.claimed).toEqual(known)
      })

      it('keeps the keys of owners apart, however odd', async () => {
        const { claim } = await setup()
        const names = [
          '',
          ' ',
          'a',
          'b',
          '["a"',
          'a","b',
          '__proto__',
          'constructor',
          '你好',
          'a:b',
          'a*',
          'A',
          'a\r\nb',
        ]
        for (const owner of names) {
          for (const key of names) expect((await claim({ owner, key })).claimed.type).toBe('begun')
        }
        for (const owner of names) expect((await claim({ owner, key: 'a' })).claimed.type).toBe('known')
      })

      it('takes runs without a key for different ones', async () => {
        const { claim } = await setup()
        expect((await claim()).claimed.type).toBe('begun')
        expect((await claim()).claimed.type).toBe('begun')
      })

      it('names the run that a new one replaces, if that is still under way', async () => {
        const { log, claim } = await setup()
        const first = await claim({ key: 'k1' })
        const second = await claim({ key: 'k2' })
        expect(second.claimed).toEqual({ type: 'begun', replacedRunId: first.runId })
        await log.end(second.runId)
        expect((await claim()).claimed).toEqual({ type: 'begun' })
        expect((await claim({ owner: 'bob' })).claimed).toEqual({ type: 'begun' })
        expect(first.onStop).not.toHaveBeenCalled()
      })
    })

    describe('finding runs', () => {
      it('finds a run of an owner by its id, also when it is not the latest', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        await log.append(runId, parts(1, 3))
        await log.end(runId)
        await claim()
        expect(await log.find('ada', runId)).toMatchObject({ runId, lastSeq: 3, isEnded: true, isKept: true })
      })

      it('does not show the run of one owner to another', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        expect(await log.find('bob', runId)).toBeUndefined()
        expect(await log.find('ada', 'run-0')).toBeUndefined()
      })

      it('says whether somebody has got all of it', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        await log.end(runId)
        expect(await log.find('ada')).toMatchObject({ isDelivered: false })
        await log.deliver(runId)
        expect(await log.find('ada')).toMatchObject({ isDelivered: true })
      })
    })

    describe('reading', () => {
      it('gives what there is, then what comes, then ends', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        expect(await log.append(runId, parts(1, 2))).toBe(true)
        const reading = all(log, runId)
        await log.append(runId, [part(3)])
        await log.append(runId, parts(4, 5))
        await log.end(runId)
        expect(await reading).toEqual(parts(1, 5))
        expect(await all(log, runId)).toEqual(parts(1, 5))
      })

      it.each([0, 1, 4, 5, 99])('gives what follows number %i, under way or over', async (after) => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        await log.append(runId, [...parts(1, 2), live('x'), part(3), live('y'), ...parts(4, 5)])
        const reading = all(log, runId, after)
        await log.end(runId)
        const expected = parts(1, 5).filter(({ seq = 0 }) => seq > after)
        expect(await reading).toEqual(expected)
        expect(await all(log, runId, after)).toEqual(expected)
      })

      it('gives thousands of parts, in order, once', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        const early = all(log, runId)
        for (let seq = 1; seq <= 3_000; seq += 7) await log.append(runId, parts(seq, Math.min(seq + 6, 3_000)))
        const late = all(log, runId, 1_234)
        await log.end(runId)
        expect(await early).toEqual(parts(1, 3_000))
        expect(await late).toEqual(parts(1_235, 3_000))
      })

      it('keeps texts as they are', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        const texts = ['', ' \r\n\u0000', '你好 👋🏽', '{"a":"\\u2028"}', 'x'.repeat(100_000)]
        const sent = texts.map((data, index) => ({ seq: index + 1, data }))
        await log.append(runId, sent)
        await log.end(runId)
        expect(await all(log, runId)).toEqual(sent)
      })

      it('gives parts without a number only to those who are reading', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        const first = reader(log, runId)
        await log.append(runId, [live('only now'), part(1)])
        expect((await first.pending).value).toEqual([live('only now'), part(1)])
        await log.end(runId)
        expect(await all(log, runId)).toEqual([part(1)])
      })

      it('gives each of many readers all, however slow they are, and waits for none', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        const stuck = reader(log, runId)
        const quick = Array.from({ length: 20 }, () => all(log, runId))
        for (let seq = 1; seq <= 500; seq++) expect(await log.append(runId, [part(seq)])).toBe(true)
        await log.end(runId)
        for (const reading of quick) expect(await reading).toEqual(parts(1, 500))
        const found = [...((await stuck.pending).value ?? [])]
        for (let step = await stuck.iterator.next(); !step.done; step = await stuck.iterator.next()) {
          found.push(...step.value)
        }
        expect(found).toEqual(parts(1, 500))
      })

      it('ends the wait of a reader that is aborted, with the reason', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        const { pending, controller } = reader(log, runId)
        controller.abort(new Error('left'))
        await expect(pending).rejects.toThrow('left')
        expect(await log.append(runId, [part(1)])).toBe(true)
      })

      it('throws for a run that it does not know', async () => {
        const { log } = await setup()
        await expect(all(log, 'run-0')).rejects.toMatchObject({ code: 'interrupted' })
      })

      it('takes no parts for a run that is over or not known', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        await log.append(runId, [part(1)])
        await log.end(runId)
        expect(await log.append(runId, [part(2)])).toBe(false)
        expect(await log.append('run-0', [part(1)])).toBe(false)
        expect(await all(log, runId)).toEqual([part(1)])
      })

      it('takes nothing at all for a sign of life', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim()
        expect(await log.append(runId, [])).toBe(true)
        expect(await log.find('ada')).toMatchObject({ lastSeq: 0, isEnded: false })
      })
    })

    describe('being read', () => {
      it('knows since when nobody reads a run', async () => {
        const { clock, log, claim } = await setup()
        const { runId } = await claim()
        await clock.advance(500)
        expect(await log.unreadMs(runId)).toBe(500)
        const [one, other] = [reader(log, runId), reader(log, runId)]
        await clock.advance(500)
        expect(await log.unreadMs(runId)).toBeUndefined()
        one.controller.abort()
        await clock.advance(500)
        expect(await log.unreadMs(runId)).toBeUndefined()
        other.controller.abort()
        await other.pending.catch(() => undefined)
        await clock.advance(300)
        expect(await log.unreadMs(runId)).toBe(300)
      })

      it('counts a reader as gone that stops reading between two parts', async () => {
        const { clock, log, claim } = await setup()
        const { runId } = await claim()
        const { pending, iterator } = reader(log, runId)
        await log.append(runId, [part(1)])
        await pending
        expect(await log.unreadMs(runId)).toBeUndefined()
        await iterator.return?.()
        await clock.advance(10)
        expect(await log.unreadMs(runId)).toBe(10)
      })

      it('is said of no run that is not known', async () => {
        expect(await (await setup()).log.unreadMs('run-0')).toBe(Number.POSITIVE_INFINITY)
      })
    })

    describe('taking a run back', () => {
      it('tells those who wait, and forgets it with its key', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        const waiting = [all(log, runId), all(log, runId)]
        await log.withdraw(runId, 'No.')
        expect(await Promise.all(waiting)).toEqual([[live('No.')], [live('No.')]])
        expect([await log.find('ada'), await log.find('ada', runId)]).toEqual([undefined, undefined])
        await expect(all(log, runId)).rejects.toMatchObject({ code: 'interrupted' })
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'begun' })
      })

      it('has the one before be the latest again, as if there had been no other', async () => {
        const { log, claim } = await setup()
        const first = await claim()
        await log.append(first.runId, [part(1)])
        const [second, third] = [await claim(), await claim()]
        await log.withdraw(second.runId, 'No.')
        expect(await log.find('ada')).toMatchObject({ runId: third.runId })
        await log.withdraw(third.runId, 'No.')
        expect(await log.find('ada')).toMatchObject({ runId: first.runId, isEnded: false, lastSeq: 1 })
        expect((await claim()).claimed).toEqual({ type: 'begun', replacedRunId: first.runId })
        expect(first.onStop).not.toHaveBeenCalled()
      })

      it('leaves a run alone that is over', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        await log.append(runId, [part(1)])
        await log.end(runId)
        await log.withdraw(runId, 'No.')
        expect(await all(log, runId)).toEqual([part(1)])
      })
    })

    describe('stopping', () => {
      it('asks a run once, and none that is over', async () => {
        const { log, claim } = await setup()
        const { runId, onStop } = await claim()
        await log.stop(runId)
        await log.stop(runId)
        await vi.waitFor(() => expect(onStop).toHaveBeenCalledOnce())
        await log.append(runId, [part(1)])
        await log.end(runId)
        const other = await claim()
        await log.end(other.runId)
        await log.stop(other.runId)
        await log.stop('run-0')
        expect(other.onStop).not.toHaveBeenCalled()
        expect(await all(log, runId)).toEqual([part(1)])
      })

      it('asks the run of a key, and no other', async () => {
        const { log, claim } = await setup()
        const [mine, yours, later] = [
          await claim({ key: 'k1' }),
          await claim({ owner: 'bob', key: 'k1' }),
          await claim({ key: 'k2' }),
        ]
        await log.stopKey('ada', 'k1')
        await vi.waitFor(() => expect(mine.onStop).toHaveBeenCalledOnce())
        expect(yours.onStop).not.toHaveBeenCalled()
        expect(later.onStop).not.toHaveBeenCalled()
      })

      it('lets no run begin whose key was stopped before, for a while', async () => {
        const { clock, log, claim } = await setup()
        await log.stopKey('ada', 'k1')
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'stopped' })
        expect(await log.find('ada')).toBeUndefined()
        expect((await claim({ owner: 'bob', key: 'k1' })).claimed.type).toBe('begun')
        expect((await claim({ key: 'k2' })).claimed.type).toBe('begun')
        await clock.advance(ttlMs - 1)
        expect((await claim({ key: 'k1' })).claimed.type).toBe('stopped')
        await clock.advance(2)
        expect((await claim({ key: 'k1' })).claimed.type).toBe('begun')
      })

      it('leaves the key of a run that is over to that run', async () => {
        const { log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        await log.end(runId)
        await log.stopKey('ada', 'k1')
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'known', runId })
      })
    })

    describe('as time goes by', () => {
      it('keeps a run for a while after its end, and then forgets it with its key', async () => {
        const { clock, log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        await log.append(runId, [part(1)])
        await log.end(runId)
        await clock.advance(ttlMs - 1)
        expect(await all(log, runId)).toEqual([part(1)])
        await clock.advance(2)
        expect([await log.find('ada'), await log.find('ada', runId)]).toEqual([undefined, undefined])
        await expect(all(log, runId)).rejects.toMatchObject({ code: 'interrupted' })
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'begun' })
      })

      it('takes a run of which nothing is heard for a minute for one that broke off, and frees its key', async () => {
        const { clock, log, claim } = await setup()
        const { runId } = await claim({ key: 'k1' })
        await log.append(runId, [part(1)])
        await clock.advance(59_999)
        expect(await log.find('ada')).toMatchObject({ runId, isEnded: false })
        await clock.advance(2)
        await expect(all(log, runId)).rejects.toMatchObject({ code: 'interrupted' })
        expect(await log.append(runId, [part(2)])).toBe(false)
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'begun' })
      })

      it('keeps a run that gives signs of life as long as it is under way', async () => {
        const { clock, log, claim } = await setup()
        const { runId, onStop } = await claim({ key: 'k1' })
        await log.append(runId, [part(1)])
        for (let ms = 0; ms < 10 * ttlMs; ms += 20_000) {
          await clock.advance(20_000)
          await log.append(runId, [])
        }
        expect((await claim({ key: 'k1' })).claimed).toEqual({ type: 'known', runId })
        await log.stop(runId)
        await vi.waitFor(() => expect(onStop).toHaveBeenCalledOnce())
        await log.end(runId)
        expect(await all(log, runId)).toEqual([part(1)])
      })
    })

    it('does not share what it keeps with another that is created apart', async () => {
      const [one, other] = [await setup(), await setup()]
      await one.claim({ key: 'k1' })
      expect(await other.log.find('ada')).toBeUndefined()
    })
  })
}
