import { describe, expect, it } from 'vitest'
import { excerpt } from './excerpt.ts'
import { type Section, splitSections } from './sections.ts'

const page = `---
title: Not shown
---
# A \`page\`

First words, [a guide](./other.md) and [a site](https://sluice.example).

<!-- source -->
→ [Chinese](../zh/page.md)

## One #

\`\`\`sh
# not a heading
~~~
\`\`\`

### Below

![picture](./x.png)Deep.

## Two
`

const numbered = (sections: Omit<Section, 'id'>[]) => sections.map((section, id) => ({ id, ...section }))

describe('splitSections', () => {
  it('splits at headings, but not at those in code', () => {
    expect(splitSections('docs/page.md', page)).toEqual([
      expect.objectContaining({ heading: 'A page', level: 1, page: 'A page' }),
      expect.objectContaining({ heading: 'One', level: 2, body: '```sh\n# not a heading\n~~~\n```' }),
      expect.objectContaining({ heading: 'Below', level: 3, body: 'Deep.' }),
      expect.objectContaining({ heading: 'Two', level: 2, body: '' }),
    ])
  })

  it('keeps links that lead somewhere, and leaves out what is not for quoting', () => {
    const [first] = splitSections('docs/page.md', page)
    expect(first?.body).toBe('First words, a guide and [a site](https://sluice.example).')
  })

  it.each([
    ['docs/zh/guides/errors.md', 'zh'],
    ['README.zh-CN.md', 'zh'],
    ['docs/guides/errors.md', 'en'],
    ['docs/guides/zhang.md', 'en'],
  ])('takes %s for a page in %s', (file, locale) => {
    expect(splitSections(file, '# Title')).toEqual([expect.objectContaining({ locale })])
  })

  it('calls a page without a title by its file', () => {
    expect(splitSections('docs/a.md', 'Words.')).toEqual([
      expect.objectContaining({ page: 'docs/a.md', heading: 'docs/a.md', body: 'Words.' }),
    ])
  })
})

describe('excerpt', () => {
  const sections = numbered(
    splitSections('a.md', '# A\n\nAnnounced:\n\n## B\n\nUnder B.\n\n### C\n\nUnder C.\n\n## D\n\nUnder D.'),
  )

  it('goes on with what is below a heading, and not beyond', () => {
    expect(excerpt(sections[1]!, sections, 100)).toBe('Under B.\n\n#### C\n\nUnder C.')
    expect(excerpt(sections[3]!, sections, 100)).toBe('Under D.')
  })

  it('takes whole blocks, never half a table', () => {
    const table = `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(40)}`
    const [section] = numbered(splitSections('t.md', `# T\n\n${'Word. '.repeat(20)}\n\n${table}\n\nAfter.`))
    expect(excerpt(section!, [section!], 200)).toBe('Word. '.repeat(20).trim())
    expect(excerpt(section!, [section!], 2_000)).toContain(`${table}\n\nAfter.`)
  })
})
