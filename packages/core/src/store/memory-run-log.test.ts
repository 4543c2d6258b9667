import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createMemoryRunLog, type MemoryRunLogOptions } from './memory-run-log.ts'
import type { RunClaimed, RunPart } from './run-log.ts'

// With what is counted beside the text a part of this length takes 100 bytes.
const part = (seq: number): RunPart => ({ seq, data: String(seq).padEnd(18, '.') })

function logOf(options: MemoryRunLogOptions = {}) {
  const clock = createTestClock()
  const log = createMemoryRunLog({ clock, ...options })
  const begin = (runId: string, key?: string, onStop = () => {}) =>
    log.begin({ runId, owner: `owner of ${runId}`, key, onStop }) as RunClaimed
  /** A run that is over and has said so many parts. */
  const finished = (runId: string, count: number, key?: string) => {
    begin(runId, key)
    for (let seq = 1; seq <= count; seq++) log.append(runId, [part(seq)])
    log.end(runId)
  }
  const isKept = (runId: string) => {
    const found = log.find(`owner of ${runId}`, runId) as { isKept: boolean } | undefined
    return found?.isKept
  }
  return { clock, log, begin, finished, isKept }
}
async function numbers(reading: AsyncIterable<readonly RunPart[]>): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = []
  for await (const batch of reading) found.push(...batch.map(({ seq }) => seq))
  return found
}

describe('a memory log with many runs', () => {
  it('forgets the one that ended first when another begins, with its key', () => {
    const { begin, finished, isKept } = logOf({ maxRuns: 3 })
    begin('running')
    finished('first', 1, 'k')
    finished('second', 1)
    expect(begin('new').type).toBe('begun')
    expect([isKept('running'), isKept('first'), isKept('second')]).toEqual([true, undefined, true])
  })

  it('logs no other while all it knows are under way, and still says what it would replace', () => {
    const { log, begin } = logOf({ maxRuns: 2 })
    begin('one')
    begin('two')
    expect(begin('three')).toEqual({ type: 'full' })
    const owner = 'owner of one'
    expect(log.begin({ runId: 'four', owner, onStop: () => {} })).toEqual({ type: 'full', replacedRunId: 'one' })
    // What is logged of it is not the answer to come.
    expect(log.find(owner)).toBeUndefined()
    log.end('one')
    expect(begin('five').type).toBe('begun')
  })

  it('forgets them when their time is up, without a timer', async () => {
    const { clock, finished, isKept } = logOf({ ttlMs: 1_000 })
    finished('first', 1)
    await clock.advance(600)
    finished('second', 1)
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(401)
    expect([isKept('first'), isKept('second')]).toEqual([undefined, true])
  })

  it('forgets one whose time is up also for who only reads it', async () => {
    const { clock, log, finished } = logOf({ ttlMs: 1_000 })
    finished('run', 1)
    await clock.advance(1_001)
    await expect(numbers(log.read('run', { after: 0 }))).rejects.toMatchObject({ code: 'interrupted' })
    finished('other', 1)
    await clock.advance(1_001)
    expect(log.unreadMs('other')).toBe(Number.POSITIVE_INFINITY)
  })

  it('forgets stops in the order in which they were last asked for', async () => {
    const { clock, log } = logOf({ ttlMs: 1_000 })
    const claim = (key: string) => (log.begin({ runId: key, owner: 'ada', key, onStop: () => {} }) as RunClaimed).type
    log.stopKey('ada', 'k1')
    await clock.advance(300)
    log.stopKey('ada', 'k2')
    await clock.advance(300)
    log.stopKey('ada', 'k1')
    await clock.advance(800)
    expect([claim('k1'), claim('k2')]).toEqual(['stopped', 'begun'])
  })

  it('remembers only so many stops that came before their runs, the latest, and of one caller few', () => {
    const { log } = logOf()
    const claim = (owner: string, key: string) =>
      (log.begin({ runId: `run-${owner}-${key}`, owner, key, onStop: () => {} }) as RunClaimed).type
    log.stopKey('bob', 'k0')
    // Whatever their chats.
    for (let index = 0; index <= 100; index++) log.stopKey(`chat ${index} of ada`, 'k', 'ada')
    const claims = ['chat 0 of ada', 'chat 1 of ada', 'chat 100 of ada'].map((owner) => claim(owner, 'k'))
    expect([...claims, claim('bob', 'k0')]).toEqual(['begun', 'stopped', 'stopped', 'stopped'])
    for (let index = 0; index < 10_000; index++) log.stopKey(`caller ${index}`, 'k')
    expect([claim('bob', 'k1'), claim('caller 0', 'k'), claim('chat 2 of ada', 'k')]).toEqual([
      'begun',
      'stopped',
      'begun',
    ])
  })
})

describe('a memory log that many callers share', () => {
  const shared = (options: MemoryRunLogOptions = {}) => {
    const { log, clock } = logOf(options)
    const begin = (caller: string, runId: string) =>
      (log.begin({ runId, owner: `${caller} ${runId}`, caller, onStop: () => {} }) as RunClaimed).type
    const say = (runId: string, count: number) => {
      for (let seq = 1; seq <= count; seq++) log.append(runId, [part(seq)])
    }
    const isKept = (caller: string, runId: string) =>
      (log.find(`${caller} ${runId}`, runId) as { isKept: boolean } | undefined)?.isKept
    return { log, clock, begin, say, isKept }
  }

  it('forgets of a caller who has begun too many the one that ended first, and nothing of others', () => {
    const { log, begin, isKept } = shared({ maxRunsPerCaller: 3 })
    begin('bob', 'b1')
    log.end('b1')
    for (const runId of ['a1', 'a2', 'a3']) begin('ada', runId)
    log.end('a2')
    expect(begin('ada', 'a4')).toBe('begun')
    expect(['a1', 'a2', 'a3'].map((runId) => isKept('ada', runId))).toEqual([true, undefined, true])
    expect(begin('ada', 'a5')).toBe('full')
    expect([isKept('bob', 'b1'), begin('bob', 'b2')]).toEqual([true, 'begun'])
  })

  it('knows 20 of one caller unless it is told otherwise, and never more than of all', () => {
    const { begin } = shared()
    const begun = Array.from({ length: 21 }, (_, index) => begin('ada', `a${index}`))
    expect(begun).toEqual([...Array.from({ length: 20 }, () => 'begun'), 'full'])
    expect(() => createMemoryRunLog({ maxRuns: 2 })).not.toThrow()
  })

  it('drops the parts of who holds most, not those of who came first', () => {
    const { log, begin, say, isKept } = shared({ maxBytes: 1_000 })
    begin('bob', 'b1')
    say('b1', 2)
    log.end('b1')
    for (const runId of ['a1', 'a2', 'a3']) {
      begin('ada', runId)
      say(runId, 4)
      log.end(runId)
    }
    expect(['a1', 'a2', 'a3'].map((runId) => isKept('ada', runId))).toEqual([false, true, true])
    expect(isKept('bob', 'b1')).toBe(true)
  })
})

describe('a run in a memory log whose process has died', () => {
  it('is one that broke off, for who waits for its next words', async () => {
    const { clock, log, begin } = logOf()
    begin('run')
    log.append('run', [part(1)])
    const iterator = log.read('run', { after: 0 })[Symbol.asyncIterator]()
    await iterator.next()
    const waiting = iterator.next()
    await clock.advance(20_000)
    log.append('run', [])
    const isOver = vi.fn()
    waiting.catch(isOver)
    await clock.advance(59_999)
    expect(isOver).not.toHaveBeenCalled()
    await clock.advance(1)
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('makes room for others', async () => {
    const { clock, begin } = logOf({ maxRuns: 1 })
    begin('dead')
    expect(begin('one').type).toBe('full')
    await clock.advance(60_000)
    expect(begin('one').type).toBe('begun')
  })

  it('is alive as long as it is heard of, though its parts are not kept', async () => {
    const { clock, log, begin } = logOf({ maxRunBytes: 100 })
    begin('run', 'k')
    log.append('run', [part(1), part(2)])
    await clock.advance(59_000)
    expect(log.append('run', [])).toBe(false)
    await clock.advance(59_000)
    expect(begin('run', 'k')).toEqual({ type: 'known', runId: 'run' })
  })
})

describe('a memory log with much to keep', () => {
  it('drops the parts of what ended first, and still knows it: it is not begun again', () => {
    const { begin, finished, isKept } = logOf({ maxBytes: 1_000 })
    finished('first', 4, 'k')
    finished('second', 4)
    expect(isKept('first')).toBe(true)
    finished('third', 4)
    expect([isKept('first'), isKept('second'), isKept('third')]).toEqual([false, true, true])
    expect(begin('first', 'k')).toEqual({ type: 'known', runId: 'first' })
  })

  it('drops the parts of the largest when all are under way', async () => {
    const { log, begin, isKept } = logOf({ maxBytes: 1_000 })
    begin('small')
    begin('large')
    for (let seq = 1; seq <= 8; seq++) log.append('large', [part(seq)])
    expect([1, 2, 3].map((seq) => log.append('small', [part(seq)]))).toEqual([true, true, true])
    expect([isKept('small'), isKept('large')]).toEqual([true, false])
    expect(log.append('large', [part(9)])).toBe(false)
    log.end('small')
    expect(await numbers(log.read('small', { after: 0 }))).toEqual([1, 2, 3])
  })

  it('drops the parts of a run that outgrows its share: it goes on, known and to be stopped, but not to be read', async () => {
    const onStop = vi.fn()
    const { log, begin, isKept } = logOf({ maxRunBytes: 300 })
    begin('run', 'k', onStop)
    const reading = numbers(log.read('run', { after: 0 }))
    expect([1, 2, 3, 4].map((seq) => log.append('run', [part(seq)]))).toEqual([true, true, true, false])
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' })
    expect(isKept('run')).toBe(false)
    expect(begin('run', 'k')).toEqual({ type: 'known', runId: 'run' })
    log.stop('run')
    expect(onStop).toHaveBeenCalledOnce()
    log.end('run')
    await expect(numbers(log.read('run', { after: 0 }))).rejects.toMatchObject({ code: 'interrupted' })
  })

  it('lets who reads a run that is over finish, though its parts are dropped', async () => {
    const { log, finished } = logOf({ maxBytes: 100_000, maxRunBytes: 100_000 })
    finished('long', 600)
    const iterator = log.read('long', { after: 0 })[Symbol.asyncIterator]()
    const seen = (await iterator.next()).value.length
    finished('longer', 900)
    const rest = numbers({ [Symbol.asyncIterator]: () => iterator })
    expect(seen + (await rest).length).toBe(600)
    await expect(numbers(log.read('long', { after: 0 }))).rejects.toMatchObject({ code: 'interrupted' })
  })

  it('stays within its bytes in a thousand random runs', () => {
    const { log, begin, isKept } = logOf({ maxBytes: 5_000, maxRunBytes: 2_000, maxRuns: 50 })
    const sizes = new Map<string, number>()
    for (let step = 0; step < 5_000; step++) {
      const runId = `run-${(step * 7) % 61}-${step >> 8}`
      if (!sizes.has(runId) && begin(runId).type === 'begun') sizes.set(runId, 0)
      if (log.append(runId, [part(step)])) sizes.set(runId, (sizes.get(runId) ?? 0) + 100)
      if (step % 3 === 0) log.end(runId)
      const kept = [...sizes].filter(([id]) => isKept(id)).map(([, size]) => size)
      expect(kept.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5_000)
      expect(Math.max(0, ...kept)).toBeLessThanOrEqual(2_000)
    }
  })
})

describe('readers of a memory log', () => {
  it('leave no listener on their signal, however they go', async () => {
    const { log, begin } = logOf()
    begin('run')
    const { signal } = new AbortController()
    const readers = Array.from({ length: 50 }, () => numbers(log.read('run', { after: 0, signal })))
    for (let seq = 1; seq <= 20; seq++) {
      log.append('run', [part(seq)])
      await new Promise((resolve) => setTimeout(resolve, 0))
      expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(50)
    }
    log.end('run')
    await Promise.all(readers)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('the options of a memory log', () => {
  it.each([
    { maxRuns: 0 },
    { maxRunsPerCaller: 0 },
    { maxBytes: 0 },
    { maxRunBytes: 0.5 },
    { ttlMs: Number.NaN },
    { ttlMs: Number.POSITIVE_INFINITY },
    { maxBytes: 10, maxRunBytes: 11 },
  ])('refuse %j', (options) => {
    expect(() => createMemoryRunLog(options)).toThrow(RangeError)
  })

  it('may be explicitly undefined, or give a total that is less than the default for one', () => {
    const nothing = {
      maxRuns: undefined,
      maxRunsPerCaller: undefined,
      maxBytes: undefined,
      maxRunBytes: undefined,
      ttlMs: undefined,
      clock: undefined,
    }
    expect(() => createMemoryRunLog(nothing)).not.toThrow()
    expect(() => createMemoryRunLog({ maxBytes: 1 })).not.toThrow()
  })
})
