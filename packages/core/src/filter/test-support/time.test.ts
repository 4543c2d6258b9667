import { describe, expect, it } from 'vitest'
import { expectInProportion } from './time.ts'

describe('expectInProportion', () => {
  it('lets pass what looks at each character once', () => {
    expectInProportion((text) => Array.from(text).reverse(), 'ab')
  })

  it('fails for what copies all that it has, over and over', () => {
    const copyOften = (text: string) => {
      let kept: readonly string[] = []
      for (let at = 0; at < text.length; at += 10) kept = [...kept, text.charAt(at)]
    }
    expect(() => expectInProportion(copyOften, 'ab', 20_000)).toThrow('milliseconds for 80000 units of "ab"')
  })
})
