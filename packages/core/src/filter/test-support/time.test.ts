import { describe, expect, it } from 'vitest'
import { expectInProportion } from './time.ts'

describe('expectInProportion', () => {
  it('lets pass what looks at each character once', () => {
    expectInProportion((text) => Array.from(text).reverse(), 'ab')
  })

  it('fails for what looks at all the rest, over and over', () => {
    const countAgain = (text: string) => {
      let count = 0
      for (let from = 0; from < text.length; from += 40) {
        for (let at = from; at < text.length; at++) if (text.charCodeAt(at) === 0x61) count++
      }
      return count
    }
    expect(() => expectInProportion(countAgain, 'ab', 20_000)).toThrow('milliseconds for 80000 units of "ab"')
  })
})
