import { describe, expect, it } from 'vitest'
import { createLookahead } from './lookahead.ts'

async function* two(): AsyncGenerator<number> {
  yield 1
  yield 2
}

describe('a lookahead', () => {
  it('has nothing to take before something was asked for', async () => {
    const ahead = createLookahead(two())
    expect(ahead.isReady).toBe(false)
    expect(ahead.hasValue).toBe(false)
    expect(() => ahead.take()).toThrow('nothing is ready')
  })

  it('gives the values in turn and then the end, which stays', async () => {
    const ahead = createLookahead(two())
    for (const value of [1, 2]) {
      await ahead.next()
      expect(ahead.hasValue).toBe(true)
      expect(ahead.take()).toBe(value)
      expect(ahead.isReady).toBe(false)
    }
    for (const _ of ['once', 'again']) {
      await ahead.next()
      expect(ahead).toMatchObject({ isReady: true, hasValue: false })
      expect(ahead.take()).toBeUndefined()
    }
  })

  it('asks the iterator once, however often it is asked itself', async () => {
    let asked = 0
    const ahead = createLookahead<number>({ next: async () => ({ done: false, value: ++asked }) })
    await Promise.all([ahead.next(), ahead.next()])
    await ahead.next()
    expect(asked).toBe(1)
    expect(ahead.take()).toBe(1)
  })

  it('keeps a failure until it is taken, rejects nothing meanwhile, and fails again after', async () => {
    const failure = new Error('gone')
    const ahead = createLookahead({ next: () => Promise.reject(failure) })
    await ahead.next()
    expect(ahead).toMatchObject({ isReady: true, hasValue: false })
    expect(() => ahead.take()).toThrow(failure)
    await ahead.next()
    expect(() => ahead.take()).toThrow(failure)
  })
})
