import { describe, expect, it } from 'vitest'
import { flatten } from './flatten.ts'

async function* batches(...all: readonly (readonly number[] | Error)[]) {
  for (const batch of all) {
    if (batch instanceof Error) throw batch
    yield batch
  }
}

describe('flatten', () => {
  it('gives the items of all batches in order, empty ones included', async () => {
    const items: number[] = []
    for await (const item of flatten(async () => batches([1, 2], [], [3], [0, 4]))) items.push(item)
    expect(items).toEqual([1, 2, 3, 0, 4])
  })

  it('gives what came before a failure, then the failure', async () => {
    const items: number[] = []
    const read = async () => {
      for await (const item of flatten(async () => batches([1, 2], new Error('broken')))) items.push(item)
    }
    await expect(read()).rejects.toThrow('broken')
    expect(items).toEqual([1, 2])
  })

  it('ends the source when reading stops early, and gives nothing more', async () => {
    let isEnded = false
    async function* source() {
      try {
        yield [1, 2]
        yield [3]
      } finally {
        isEnded = true
      }
    }
    const iterator = flatten(async () => source())
    expect(await iterator.next()).toEqual({ done: false, value: 1 })
    await iterator.return?.()
    expect(isEnded).toBe(true)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })
})

describe('a reader that leaves early', () => {
  const pending = () => new Promise<never>(() => {})

  it('before the first read opens nothing', async () => {
    let opened = 0
    const iterator = flatten<number>(async () => {
      opened += 1
      return batches([1])
    })
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(opened).toBe(0)
  })

  it('while it is opened does not wait, and says so once', async () => {
    let left = 0
    const iterator = flatten<number>(pending, () => {
      left += 1
    })
    void iterator.next()
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    await iterator.return?.()
    expect(left).toBe(1)
  })

  it('has what is opened all the same ended, and its read too', async () => {
    const opened = Promise.withResolvers<AsyncIterator<readonly number[], void>>()
    let ended = 0
    const iterator = flatten<number>(() => opened.promise)
    const reading = iterator.next()
    await iterator.return?.()
    opened.resolve({
      next: pending,
      async return() {
        ended += 1
        return { done: true, value: undefined }
      },
    })
    expect(await reading).toEqual({ done: true, value: undefined })
    expect(ended).toBe(1)
  })

  it('is told nothing of a failure to open', async () => {
    const opened = Promise.withResolvers<AsyncIterator<readonly number[], void>>()
    const iterator = flatten<number>(() => opened.promise)
    const reading = iterator.next()
    await iterator.return?.()
    opened.reject(new Error('aborted'))
    expect(await reading).toEqual({ done: true, value: undefined })
  })

  it('after a failure leaves without one', async () => {
    let left = 0
    const iterator = flatten<number>(
      () => Promise.reject(new Error('broken')),
      () => {
        left += 1
      },
    )
    await expect(iterator.next()).rejects.toThrow('broken')
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(left).toBe(0)
  })
})
