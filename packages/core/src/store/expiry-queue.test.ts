import { describe, expect, it } from 'vitest'
import { createRandom } from '../testing/random.ts'
import { createExpiryQueue, type Expiring } from './expiry-queue.ts'

describe('an expiry queue', () => {
  it('gives out what has ended, the first to end first, and keeps the rest', () => {
    const random = createRandom(7)
    const queue = createExpiryQueue<Expiring>()
    const times = Array.from({ length: 500 }, () => Math.floor(random() * 100))
    for (const expiresAtMs of times) queue.add({ expiresAtMs })
    const taken: number[] = []
    for (const nowMs of [-1, 0, 50, 99]) {
      for (let item = queue.takeExpired(nowMs); item !== undefined; item = queue.takeExpired(nowMs)) {
        expect(item.expiresAtMs).toBeLessThanOrEqual(nowMs)
        taken.push(item.expiresAtMs)
      }
      expect(queue.size).toBe(times.filter((time) => time > nowMs).length)
    }
    expect(taken).toEqual(times.toSorted((one, other) => one - other))
  })

  it('is empty at first, and once cleared', () => {
    const queue = createExpiryQueue<Expiring>()
    expect(queue.takeExpired(1)).toBeUndefined()
    queue.add({ expiresAtMs: 1 })
    queue.clear()
    expect([queue.size, queue.takeExpired(1)]).toEqual([0, undefined])
  })
})
