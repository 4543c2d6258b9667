import { describe, expect, it } from 'vitest'
import { createPlaces } from './responses-places.ts'

describe('the place of an item', () => {
  it('is what the server says', () => {
    const places = createPlaces()
    expect([places.begin(3, 'a'), places.of(3, 'b'), places.end(3, undefined), places.of(0, undefined)]).toEqual([
      3, 3, 3, 0,
    ])
  })

  it('goes with its id where none is said, however they are mixed', () => {
    const places = createPlaces()
    expect([places.begin(undefined, 'a'), places.of(undefined, 'b'), places.of(undefined, 'a')]).toEqual([0, 1, 0])
    expect([places.end(undefined, 'b'), places.end(undefined, 'a'), places.end(undefined, 'c')]).toEqual([1, 0, 2])
  })

  it('is the next where neither is said', () => {
    const places = createPlaces()
    expect([places.of(undefined, undefined), places.of(null, ''), places.end(undefined, undefined)]).toEqual([0, 0, 0])
    expect([places.end(undefined, undefined), places.end(undefined, undefined)]).toEqual([1, 2])
    expect([places.begin(undefined, undefined), places.of(undefined, undefined)]).toEqual([3, 3])
    expect(places.begin(undefined, undefined)).toBe(4)
    places.clear()
    expect(places.begin(undefined, undefined)).toBe(0)
  })

  it('is one of a thousand', () => {
    const places = createPlaces()
    for (let item = 0; item < 1_000; item++) places.end(undefined, `i${item}`)
    expect(() => places.end(undefined, 'one more')).toThrow('too many parts')
  })
})
