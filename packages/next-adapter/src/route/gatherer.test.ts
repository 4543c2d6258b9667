import { describe, expect, it } from 'vitest'
import { createGatherer } from './gatherer.ts'

const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

/** Plays values, errors and pauses, and counts what was asked for. */
function playing(...steps: readonly (number | Error | typeof turn)[]) {
  let asked = 0
  async function* play() {
    for (const step of steps) {
      if (step instanceof Error) throw step
      if (typeof step === 'function') await step()
      else yield step
    }
  }
  const source = play()
  const iterator: AsyncIterator<number> = {
    next() {
      asked++
      return source.next()
    },
  }
  return { gatherer: createGatherer(iterator, 4), asked: () => asked }
}

describe('a gatherer', () => {
  it('reads nothing before somebody waits', async () => {
    const { asked } = playing(1)
    await turn()
    expect(asked()).toBe(0)
  })

  it('gives together what one turn brings, and the rest later', async () => {
    const { gatherer } = playing(1, 2, turn, 3)
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([1, 2])
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([3])
  })

  it('gives no more than the most, and asks for no more', async () => {
    const { gatherer, asked } = playing(1, 2, 3, 4, 5, 6)
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([1, 2, 3, 4])
    await turn()
    expect(asked()).toBe(4)
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([5, 6])
  })

  it('reads one step ahead of its reader at the most', async () => {
    const { gatherer, asked } = playing(1, turn, 2, turn, 3, turn, 4)
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([1])
    for (let count = 0; count < 10; count++) await turn()
    expect(asked()).toBe(2)
    expect(gatherer.arrived()).toEqual([2])
  })

  it('waits for one arrival after another', async () => {
    const { gatherer } = playing(1, 2)
    await gatherer.arrival()
    expect(gatherer.arrived()).toEqual([1])
    await gatherer.arrival()
    expect(gatherer.arrived()).toEqual([1, 2])
    expect(gatherer.isEnded()).toBe(false)
    await gatherer.arrival()
    expect(gatherer.isEnded()).toBe(true)
  })

  it('gives what came before a failure before the failure, which stays', async () => {
    const failure = new Error('broken')
    const { gatherer } = playing(1, failure)
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([1])
    await gatherer.arrivals()
    expect(() => gatherer.take()).toThrow(failure)
    await gatherer.arrivals()
    expect(() => gatherer.take()).toThrow(failure)
  })

  it('gives nothing at the end, which stays', async () => {
    const { gatherer } = playing()
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([])
    await gatherer.arrivals()
    expect(gatherer.take()).toEqual([])
  })
})
