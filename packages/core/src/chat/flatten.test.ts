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
