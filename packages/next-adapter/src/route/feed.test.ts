import type { RunPart } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { createFeed } from './feed.ts'

const part = (seq: number): RunPart => ({ seq, data: String(seq) })
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))
const isSettled = (promise: Promise<unknown>) => Promise.race([promise.then(() => true), turn().then(() => false)])

describe('a feed', () => {
  it('gives together what has come since the last read', async () => {
    const feed = createFeed()
    feed.push([part(1)])
    feed.push([part(2), part(3)])
    expect(await feed.read()).toEqual([part(1), part(2), part(3)])
  })

  it('has its reader wait for what comes next', async () => {
    const feed = createFeed()
    const reading = feed.read()
    expect(await isSettled(reading)).toBe(false)
    // Nothing is not the end.
    feed.push([])
    feed.push([part(1)])
    expect(await reading).toEqual([part(1)])
  })

  it('ends when all has been read, for a reader that waits and for one that does not', async () => {
    const [waiting, late] = [createFeed(), createFeed()]
    const reading = waiting.read()
    waiting.end()
    late.push([part(1)])
    late.end()
    expect(await reading).toEqual([])
    expect([await late.read(), await late.read(), await late.read()]).toEqual([[part(1)], [], []])
  })

  it('keeps nothing for a reader that has gone', async () => {
    const feed = createFeed()
    const reading = feed.read()
    feed.leave()
    feed.push([part(1)])
    expect([await reading, await feed.read(), feed.hasReader()]).toEqual([[], [], false])
  })

  it.each(['reads', 'leaves'] as const)('is drained when its reader %s', async (what) => {
    const feed = createFeed()
    expect(await isSettled(feed.drained())).toBe(true)
    feed.push([part(1)])
    const drained = feed.drained()
    expect(await isSettled(drained)).toBe(false)
    if (what === 'reads') await feed.read()
    else feed.leave()
    expect(await isSettled(drained)).toBe(true)
  })
})
