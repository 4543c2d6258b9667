import { describe, expect, it } from 'vitest'
import { type MarkdownBlock, splitBlocks } from './markdown-blocks.ts'

const texts = (blocks: readonly MarkdownBlock[]) => blocks.map(({ text }) => text)
const split = (text: string) => texts(splitBlocks(text))

describe('the blocks of a text', () => {
  it.each([
    ['paragraphs', ['one\nmore\n\n', 'two\n']],
    ['headings', ['# a\n', '## b\n', 'text\n', '### c\n', 'd\n===\n', 'e\n---\n', 'f\n']],
    ['no heading without a space', ['text\n#hash\n']],
    ['rules', ['a\n\n', '---\n', '***\n', 'b\n', '* * *\n', 'c\n']],
    ['a fence', ['a\n', '```js\nx\n\n# y\n~~~\n```\n', 'b\n']],
    ['a fence of waves', ['~~~\n```\n\n~~~~\n', 'b\n']],
    ['a fence with a line separator in its name', ['~~~ a\u2028b\n\n~~~\n', 'c\n']],
    ['a fence within a longer one', ['````md\n```\n\n```\n````\n', 'b\n']],
    ['a fence that is never closed', ['```\nx\n\n# y\n\nz']],
    ['no fence by ticks within the line', ['```a`b\n\n', 'c\n']],
    ['indented code', ['    a\n\n    b\n\n', 'c\n    d\n']],
    ['a list, nested and loose', ['- a\n  - b\n\n    c\n\n- d\ne\n\n', 'f\n']],
    ['a numbered list', ['1. a\n\n   b\n2. c\n10. d\n\n', 'e\n']],
    ['lists of different signs', ['- a\n- b\n', '* c\n', '1. d\n', '1) e\n']],
    ['a list after a text', ['Steps:\n', '1. a\n2. b\n']],
    ['no list in a text by a year at the start of a line', ['It was in\n1986. A good year.\n']],
    ['a fence in a list', ['- a\n\n  ```\n  b\n\n  c\n  ```\n- d\n\n', 'e\n']],
    ['a list after a table', ['| a |\n|---|\n| b |\n', '2. c\n\n   d\n']],
    ['a list with tabs', ['-\ta\n\n\t- b\n\n    c\n\n', 'd\n']],
    ['code with tabs', ['>\t\ta\n', '\tb\n\n \tc\n']],
    ['HTML that ends in its line', ['<!-- a -->\n', '- b\n', '<!-- c --> d\n', 'e\n']],
    ['no HTML in a text by a tag', ['a\n<b>\n', '# c\n']],
    ['a list with empty items', ['-\n  a\n-\n\n- b\n-\n\n', '  c\n']],
    ['quotes', ['> a\nb\n> - c\n>\n> d\n\n', '> e\n']],
    ['a table', ['| a | b |\n|---|:-:|\n| 1 | 2 |\n\n', 'c\n']],
    ['HTML until a blank line', ['<div>\n# a\n</div>\n\n', 'b\n\n', '<custom-tag a="b">\nc\n\n', 'd\n']],
    [
      'HTML until its end',
      ['<!-- a\n\nb -->\n', '<pre>\n\na</pre>\n', '<?php\n\n?>\n', '<script>\n\n</script>\n', 'c\n'],
    ],
    ['a text that begins with HTML', ['<b>a</b> b\n', '# c\n']],
    ['math', ['a\n', '$$\nx\n\ny\n$$\n', 'b\n\n', '\\[\nx\n\ny\n\\]\n', 'c\n']],
    ['math within a line', ['$$ x $$ is\n\\[ y \\] too\n']],
    ['math that is never closed', ['$$\nx\n\ny\n']],
    ['footnotes', ['a[^1]\n\n', '[^1]: b\n\n    c\n[^2]: d\n']],
    ['blank lines before everything', ['\n  \n\na\n\n', 'b']],
    ['nothing but blank lines', ['\n \n']],
    ['nothing', []],
    ['lines that end as on Windows', ['# a\r\n', '- b\r\n\r\n  c\r\n\r\n', 'd\r\n', '```\r\n\r\n```\r\n', 'e']],
  ])('are %s', (_, blocks) => {
    expect(split(blocks.join(''))).toEqual(blocks)
  })

  it('are named by where they begin', () => {
    expect(splitBlocks('# 标题\n\n文\n\n🎉\n\nb').map(({ id }) => id)).toEqual(['0', '6', '9', '13'])
  })

  it('are complete but for the last one', () => {
    expect(splitBlocks('a\n\nb\n\nc').map(({ isComplete }) => isComplete)).toEqual([true, true, false])
  })
})

describe('a last line that has not ended', () => {
  it.each([
    ['might be a part of the text before it', 'text\n# hea', ['text\n# hea']],
    ['might be a part of the text before it', 'text\n```j', ['text\n```j']],
    ['might be a part of the table before it', '|a|\n|-|\n# h', ['|a|\n|-|\n# h']],
    ['might be an item of the list before it', '1. a\n\n2', ['1. a\n\n2']],
    ['might be an item of the list before it', '- a\n\n- - -', ['- a\n\n- - -']],
  ])('stays there if it %s', (_, text, blocks) => {
    expect(split(text)).toEqual(blocks)
  })

  it.each([
    ['a paragraph', 'text\n\n#', ['text\n\n', '#']],
    ['a heading', '# h\nt', ['# h\n', 't']],
    ['a fence', '```\n```\n`', ['```\n```\n', '`']],
    ['a list', '- a\n\nb', ['- a\n\n', 'b']],
    ['a list of another sign', '- a\n\n*', ['- a\n\n', '*']],
    ['a list', '- a\n\n**b', ['- a\n\n', '**b']],
  ])('begins a block if it can be no part of %s before it', (_, text, blocks) => {
    expect(split(text)).toEqual(blocks)
  })
})

describe('a text that grows', () => {
  it('keeps the blocks that stay as they are', () => {
    const before = splitBlocks('# a\n\ntext\n\nmore')
    const after = splitBlocks('# a\n\ntext\n\nmore of it\n\n- b', before)
    expect(texts(after)).toEqual(['# a\n\n', 'text\n\n', 'more of it\n\n', '- b'])
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })

  it('is not read again from its beginning', () => {
    // Nothing but reading it would tell that these are two.
    const before = [
      { id: '0', text: 'a\n\nb\n\n', isComplete: true },
      { id: '6', text: 'c', isComplete: false },
    ]
    expect(texts(splitBlocks('a\n\nb\n\nc\n\nd', before))).toEqual(['a\n\nb\n\n', 'c\n\n', 'd'])
  })
})

describe('a text that changes otherwise', () => {
  it.each([
    ['is shorter', 'a\n\nb\n\nc', 'a\n\nb'],
    ['is shorter, to the end of a block', 'a\n\nb\n\nc', 'a\n\nb\n\n'],
    ['is another', 'a\n\nb\n\nc', 'x'],
    ['is none', 'a\n\nb', ''],
    ['goes on with a list instead', '- a\n\ntext\n\nmore', '- a\n\n- b\n\nmore'],
  ])('that %s is split as if it were new', (_, before, after) => {
    expect(splitBlocks(after, splitBlocks(before))).toEqual(splitBlocks(after))
  })
})

describe('a hostile text', () => {
  it.each([
    ['quotes in quotes', '>'.repeat(200_000)],
    ['lists in lists, and blank lines', `${'- '.repeat(50_000)}\n${'\n'.repeat(50_000)}`],
    ['lines in many quotes', `${'> '.repeat(500)}a\n`.repeat(500)],
    ['ticks', `${'`'.repeat(200_000)}\n`.repeat(2)],
    ['stars with spaces', `${'* '.repeat(50_000)}x`],
    ['tabs', '\t'.repeat(100_000)],
    ['pipes and dashes', `a\n${'|-'.repeat(100_000)}x\n`],
    ['an open tag', `<a ${'b '.repeat(100_000)}`],
    ['brackets', `[^${'a'.repeat(200_000)}`],
    ['empty lines with spaces', `${' '.repeat(500)}\n`.repeat(500)],
  ])('of %s takes no longer than others', (_, text) => {
    const startMs = performance.now()
    expect(split(text).join('')).toBe(text)
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })
})
