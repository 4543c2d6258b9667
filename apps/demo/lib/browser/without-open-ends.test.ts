import { describe, expect, it } from 'vitest'
import { withoutOpenEnds } from './without-open-ends.ts'

describe('withoutOpenEnds', () => {
  it.each([
    ['so **bold', 'so **bold**'],
    ['so **bold*', 'so **bold**'],
    ['so **', 'so '],
    ['so *', 'so '],
    ['so **bold** and', 'so **bold** and'],
    ['call `use', 'call `use`'],
    ['call `', 'call '],
    ['call `a**b`', 'call `a**b`'],
    ['see [the guide', 'see the guide'],
    ['see [the guide](https://a.b', 'see the guide'],
    ['see [the guide](https://a.b)', 'see [the guide](https://a.b)'],
    ['see ![alt](https://a.b', 'see alt'],
    ['```ts\nconst a = `', '```ts\nconst a = `'],
    ['2 * 3', '2 * 3'],
  ])('shows %j as %j', (block, shown) => {
    expect(withoutOpenEnds(block)).toBe(shown)
  })
})
