import { describe, expect, it } from 'vitest'
import { argumentsOf, isText } from './fields.ts'

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
