import { describe, expect, it } from 'vitest'
import { markdownBlocks, withoutOpenEnds } from './markdown-blocks.ts'

const text = `# 标题

第一段，**粗体**，\`code\` 😀。

- one
- two
  - deeper

\`\`\`ts
const a = 1

# not a heading
\`\`\`

| a | b |
|---|---|
| 1 | 2 |

> quoted

1. first
2. second

The end.`

describe('markdownBlocks', () => {
  it('splits at blank lines, but not inside lists, code and tables', () => {
    expect(markdownBlocks(text).map((block) => block.trim().split('\n')[0])).toEqual([
      '# 标题',
      '第一段，**粗体**，`code` 😀。',
      '- one',
      '```ts',
      '| a | b |',
      '> quoted',
      '1. first',
      'The end.',
    ])
  })

  it('changes only the last block while text arrives, character by character', () => {
    let before: string[] = []
    for (let length = 1; length <= text.length; length += 1) {
      const blocks = markdownBlocks(text.slice(0, length))
      const settled = before.slice(0, -1)
      expect(blocks.slice(0, settled.length)).toEqual(settled)
      before = blocks
    }
  })

  it('keeps code together that is still open', () => {
    expect(markdownBlocks('```ts\nconst a = 1\n\n# still code\n\n- and this')).toHaveLength(1)
  })

  it('has no blocks for nothing', () => {
    expect(markdownBlocks('')).toEqual([])
    expect(markdownBlocks('\n\n')).toEqual([])
  })
})

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
