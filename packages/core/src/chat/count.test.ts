import { describe, expect, it } from 'vitest'
import { countOf, isCount } from './count.ts'

describe('a field from outside', () => {
  it('is a count only if something can be counted so', () => {
    expect([0, 5, -1, 1.5, '5', Number.NaN, 2 ** 53, null].map(isCount)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('is left out of the usage where it was not said', () => {
    expect({ ...countOf('cachedInputTokens', 0), ...countOf('reasoningTokens', null) }).toEqual({
      cachedInputTokens: 0,
    })
  })
})
