import { lexer } from 'marked'
import { describe, expect, it } from 'vitest'
import { splitBlocks } from './markdown-blocks.ts'

/** Where blocks begin. */
const ours = (text: string) => splitBlocks(text).map(({ id }) => Number(id))
function theirs(text: string): number[] {
  let at = 0
  const starts: number[] = []
  for (const { type, raw } of lexer(text)) {
    if (type !== 'space') starts.push(at)
    at += raw.length
  }
  // Blank lines before everything are a token of theirs, and a part of the first block here.
  return [0, ...starts.slice(1)]
}

const answer = `Here is what I found.

## Steps

1. Install it:
   \`\`\`bash
   npm i

   npm t
   \`\`\`
2. **Then** configure:

   | option | default |
   |---|---|
   | a | 1 |

3. Done.

> Note: this is *important*.
> Really.

\`\`\`ts
const a = 1

export { a }
\`\`\`

| model | price |
|:---|---:|
| 文心 | ¥1 |

- [x] one
- [ ] two
  - nested

    loose

---

最后一段。
`

const corpus: Record<string, string> = {
  'an answer': answer,
  headings: '# a\n# b\n## c\ntext\n### d\n- x\n#### e\n\nSetext\n===\n\nAlso\n---\nafter\n',
  paragraphs: 'A paragraph\nof two lines.\n\n\n\nAnother.\n\n  Indented.\n',
  fences: 'Before\n```ts\nconst a = 1\n\nb\n```\nAfter\n\n~~~\n```\n~~~\n\n````md\n```js\n```\n````\nend\n',
  'an open fence': 'a\n\n```js\nnever closed\n\n# not a heading\n',
  'nested lists': '- a\n- b\n  - c\n    - d\n- e\n\ntext\n\n1. x\n   - y\n     - z\n\n   text\n2. w\n',
  'loose lists': '1. one\n\n   more\n\n2. two\n\n3. three\n\nafter\n\n- a\n\n- b\n\n\n- c\n',
  'lists side by side': '- a\n\n* other\n* list\n\n1) x\n2) y\n\n+ p\n+ q\n\n\npara\n',
  'lists in texts': 'Steps:\n1. a\n2. b\n\nText 1986\n1986. not\n\npara\n- list\nlazy\n',
  'lists and others': '- a\nlazy\n- b\n# h\n- c\n\n* a\n***\n* b\n\n-\n- a\n-\n\ntext\n',
  'fences in lists': '1. First:\n   ```bash\n   npm i\n\n   npm t\n   ```\n2. Second\n\n   > quote\n\ntext\n',
  quotes: '> a\nlazy\n> b\n\n> c\n\ntext\n> d\n> - e\n> - f\n\n> ```\n> x\n> ```\n',
  tables:
    '| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n\ntext\n\n| x |\n|---|\n| y |\n# h\n\na | b\n--|--\nc | d\n\nend\n',
  'indented code': '    code\n\n    more\n\ntext\n    no code\n\n\tcode\n',
  rules: 'text\n\n---\n\n***\ntext\n* * *\nmore\n___\n',
  HTML: '<div>\nhtml\n\n# yes\n</div>\n\n<!-- a\n\nb -->\n\n<b>inline</b> text\n\n<details>\n<summary>x</summary>\n\ntext\n\n</details>\n\n<pre>\n\nx\n</pre>\ntext\n',
  'blank lines around': '\n\n  leading\n\nx\n\n\n',
}

describe('the blocks of marked', () => {
  it.each(Object.entries(corpus))('begin where ours do: %s', (_, text) => {
    expect(ours(text)).toEqual(theirs(text))
  })

  // What differs, in both columns where blocks begin. Every one of ours can be rendered apart.
  it.each<[string, string, number[], number[]]>([
    ['has display math apart', 'a\n$$\nx\n\ny\n$$\nb\n', [0, 2, 13], [0, 8]],
    ['keeps math with brackets together', '\\[\nx\n\ny\n\\]\n\nb\n', [0, 12], [0, 6, 12]],
    ['keeps a table with the line before it', 'See:\n| a |\n|---|\n| b |\n', [0], [0, 5]],
    ['keeps definitions with each other', 'a\n\n[b]: /b\n[c]: /c\n', [0, 3], [0, 3, 11]],
    ['keeps a footnote together', '[^1]: a\n\n    b\n', [0], [0, 9]],
    ['waits for the end of a line', 'a\n# b', [0], [0, 2]],
  ])('begin elsewhere where ours %s', (_, text, here, there) => {
    expect(ours(text)).toEqual(here)
    expect(theirs(text)).toEqual(there)
  })
})
