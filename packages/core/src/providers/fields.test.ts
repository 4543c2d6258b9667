import { describe, expect, it } from 'vitest'
import { countOf, isCount, isText, toSource } from './fields.ts'

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

  it('is a source only with an address of the web', () => {
    expect(toSource('HTTPS://example.com', 5, 3)).toEqual([
      { type: 'source', id: 'source-3', url: 'HTTPS://example.com', title: undefined },
    ])
    for (const url of ['javascript:alert(1)', ' https://example.com', '', null])
      expect(toSource(url, 'x', 1)).toEqual([])
  })
})
