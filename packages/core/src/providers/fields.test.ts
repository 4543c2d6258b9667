import { describe, expect, it } from 'vitest'
import { argumentsOf, countOf, isCount, isText } from './fields.ts'

describe('a field of a reply', () => {
  it('is text only if it says something', () => {
    expect(['a', ' ', '', null, undefined, 5, ['a']].map(isText)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

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

describe('the arguments of a tool call', () => {
  it('are text, or made one', () => {
    expect(['{"a":1}', '', { a: 1 }, undefined, null, 5].map(argumentsOf)).toEqual([
      '{"a":1}',
      '',
      '{"a":1}',
      '',
      '',
      '',
    ])
  })
})
