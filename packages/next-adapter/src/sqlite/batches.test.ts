import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { createBatches } from './batches.ts'

function setup({ batchMs = 10, maxBatch = 4, maxWaiting = 10, retryForMs = 1_000 } = {}) {
  const clock = createTestClock()
  const written: number[][] = []
  const disk: { failure?: Error | undefined; failsNext?: Error | undefined; tries: number } = { tries: 0 }
  const batches = createBatches<number>({
    ...{ path: 'a.db', batchMs, maxBatch, maxWaiting, retryForMs, clock },
    isLasting: (error) => error instanceof RangeError,
    write(items) {
      disk.tries++
      if (disk.failure !== undefined) throw disk.failure
      if (items.some((item) => item < 0)) throw new RangeError('bad')
      written.push([...items])
      disk.failure = disk.failsNext
    },
  })
  const log: string[] = []
  const add = (name: string, ...items: number[]) =>
    void batches.add(items).then(
      () => log.push(`${name} is safe`),
      (error: Error) => log.push(`${name}: ${'code' in error ? error.code : error.message}`),
    )
  return { clock, written, disk, batches, log, add }
}

describe('batches', () => {
  it('write together what comes together, and say so when it is safe', async () => {
    const { clock, written, log, add } = setup()
    add('one', 1)
    add('two', 2, 3)
    await clock.advance(9)
    expect([written, log]).toEqual([[], []])
    await clock.advance(1)
    expect([written, log]).toEqual([[[1, 2, 3]], ['one is safe', 'two is safe']])
    expect(clock.pendingTimers).toBe(0)
  })

  it('are not larger than they may be, but for what comes in one piece', async () => {
    const { clock, written, add } = setup()
    for (const item of [1, 2, 3]) add(String(item), item)
    add('pair', 4, 5)
    add('many', 6, 7, 8, 9, 10)
    await clock.advance(10)
    expect(written).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7, 8, 9, 10],
    ])
  })

  it('are tried again while the disk fails, in their order', async () => {
    const { clock, written, disk, log, add } = setup()
    disk.failure = new Error('full')
    add('one', 1)
    await clock.advance(500)
    add('two', 2)
    expect(disk.tries).toBeGreaterThan(3)
    expect(disk.tries).toBeLessThan(10)
    disk.failure = undefined
    await clock.advance(500)
    expect([written, log]).toEqual([[[1, 2]], ['one is safe', 'two is safe']])
  })

  it('are given up when nothing helps, those that came first to begin with', async () => {
    const { clock, written, disk, log, add } = setup()
    disk.failure = new Error('full')
    for (const item of [1, 2, 3, 4, 5]) add(String(item), item)
    await clock.advance(1_000)
    add('late', 6)
    expect(log).toEqual([])
    await clock.advance(1_000)
    expect(log).toEqual([1, 2, 3, 4, 5].map((item) => `${item}: full`))
    disk.failure = undefined
    await clock.advance(1_000)
    expect([written, log.at(-1)]).toEqual([[[6]], 'late is safe'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('are tried anew, however long ago others were given up', async () => {
    const { clock, written, disk, log, add } = setup()
    disk.failure = new Error('full')
    add('one', 1)
    await clock.advance(3_600_000)
    add('two', 2)
    await clock.advance(50)
    disk.failure = undefined
    await clock.advance(1_000)
    expect([written, log]).toEqual([[[2]], ['one: full', 'two is safe']])
  })

  it('are tried twice at least, though the process stood still meanwhile', async () => {
    const { clock, disk, log, add } = setup({ retryForMs: 1 })
    disk.failure = new Error('full')
    add('one', 1)
    await clock.advance(10)
    expect([disk.tries, log]).toEqual([1, []])
    await clock.advance(5_000)
    expect([disk.tries, log]).toEqual([2, ['one: full']])
  })

  it('are not tried again where they must not be', async () => {
    const { clock, disk, log, add } = setup({ retryForMs: 0 })
    disk.failure = new Error('full')
    add('one', 1)
    await clock.advance(10)
    expect([disk.tries, log]).toEqual([1, ['one: full']])
  })

  it('lose only what cannot be written, at once', async () => {
    const { clock, written, disk, log, add } = setup({ maxBatch: 100, maxWaiting: 100 })
    for (let item = 0; item < 64; item++) add(String(item), item === 41 ? -1 : item)
    await clock.advance(10)
    expect(written.flat()).toEqual(Array.from({ length: 64 }, (_, item) => item).filter((item) => item !== 41))
    expect(log.filter((line) => !line.includes('safe'))).toEqual(['41: bad'])
    expect(log).toHaveLength(64)
    expect(disk.tries).toBeLessThan(16)
    expect(clock.pendingTimers).toBe(0)
  })

  it('keep their order where the disk fails while they are told apart', async () => {
    const { clock, written, disk, log, add } = setup({ maxBatch: 100 })
    for (const item of [1, -1, 2, 3]) add(String(item), item)
    disk.failsNext = new Error('full')
    await clock.advance(10)
    expect(log).toEqual(['1 is safe'])
    disk.failure = disk.failsNext = undefined
    await clock.advance(100)
    expect([written, log.slice(1)]).toEqual([
      [[1], [2, 3]],
      ['-1: bad', '2 is safe', '3 is safe'],
    ])
  })

  it('hold no more than they may while the disk fails', async () => {
    const { clock, disk, log, add } = setup()
    disk.failure = new Error('full')
    for (let item = 0; item < 12; item++) add(String(item), item)
    await clock.advance(0)
    expect(log).toEqual(['10: overfull', '11: overfull'])
    disk.failure = undefined
    await clock.advance(100)
    expect(log).toHaveLength(12)
    add('next', 1)
    await clock.advance(10)
    expect(log.at(-1)).toBe('next is safe')
  })

  it('end when nothing waits any more, and take nothing more', async () => {
    const { clock, batches, log, add } = setup()
    add('one', 1)
    void batches.end().then(() => log.push('ended'))
    add('two', 2)
    await clock.advance(10)
    expect(log).toEqual(['two: closed', 'one is safe', 'ended'])
    await batches.end()
  })
})
