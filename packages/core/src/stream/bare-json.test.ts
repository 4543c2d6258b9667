import { describe, expect, it } from 'vitest'
import { createBareJson } from './bare-json.ts'

describe('JSON on lines of its own', () => {
  it('is found on one line or several', () => {
    const bare = createBareJson()
    expect(['{"a":1}', '{', ' "b": {', '  "c": 2', ' }', '}'].map(bare.add)).toEqual([
      '{"a":1}',
      undefined,
      undefined,
      undefined,
      undefined,
      '{ "b": {  "c": 2 }}',
    ])
  })

  it('may have blanks before it', () => {
    const bare = createBareJson()
    expect(['  {"a":1}', '\t{', '  "b": 2', '  }'].map(bare.add)).toEqual([
      '  {"a":1}',
      undefined,
      undefined,
      '\t{  "b": 2  }',
    ])
  })

  it('is looked for a hundred times in a stream, found or not', () => {
    const bare = createBareJson()
    for (let count = 0; count < 200; count++) expect(bare.add('{}')).toBe('{}')
    const long = 'x'.repeat(30_000)
    for (let start = 0; start < 60; start++) {
      for (const line of [`{"${long}`, '}', '}', long, long]) expect(bare.add(line)).toBeUndefined()
    }
    expect(bare.add('{}')).toBeUndefined()
  })

  it('is not what begins with anything else', () => {
    const bare = createBareJson()
    expect(['<html>', '"a":1}', '}'].map(bare.add)).toEqual([undefined, undefined, undefined])
  })

  it('has the beginning of its line held back until the line is complete', () => {
    const bare = createBareJson()
    expect(['data: 1\n\n{"a"', ':1', '}\n\ndata', ': 2\n', '\n', '{', '\r\n'].map(bare.hold)).toEqual([
      'data: 1\n\n',
      '',
      '{"a":1}\n\ndata',
      ': 2\n',
      '\n',
      '',
      '{\r\n',
    ])
  })

  it('leaves fields alone, however they are cut', () => {
    const bare = createBareJson()
    const pieces = ['d', 'ata: {', '"a"}', '\n', 'event: x', '\r', '\n: c', 'omment\nretry', ': 1\nid: {\n']
    expect(pieces.map(bare.hold)).toEqual(pieces)
  })

  it('is let go when it gets too long', () => {
    const bare = createBareJson()
    const line = `{${'x'.repeat(70_000)}`
    expect(bare.hold(line)).toBe(line)
    expect(bare.hold('more')).toBe('more')
  })
})
