import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from './support/processes.ts'

const root = join(import.meta.dirname, '..')
const runnable = globSync('examples/*.ts', { cwd: root })

describe('the examples', () => {
  it('are there', () => expect(runnable.length).toBeGreaterThanOrEqual(10))

  it.each(runnable)('run as they are, and say something: %s', async (file) => {
    const output = await run({ command: [process.execPath, file], cwd: root })
    expect(output.trim()).not.toBe('')
  })
})

/** A code block and the file that the line after it names. */
const excerpt = /```tsx?\n(?<code>(?:(?!```)[\s\S])*)```\n\n→ \[.*?\]\((?<path>[^)]+)\)/g
const pages = globSync('docs/**/*.md', { cwd: root }).map((page) => ({
  page,
  text: readFileSync(join(root, page), 'utf8'),
}))
const excerpts = pages.flatMap(({ page, text }) =>
  [...text.matchAll(excerpt)].map(({ groups }) => ({
    page,
    example: join(dirname(page), decodeURIComponent(groups!.path!)),
    code: groups!.code!,
  })),
)

/** In the READMEs the name of the file stands before its block. */
const named = /`(?<path>[^`\n]+\.tsx?)`[^\n`]*\n\n```tsx?\n(?<code>(?:(?!```)[\s\S])*)```/g
const quickStart = ['README.md', 'README.zh-CN.md'].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(named)].map(({ groups }) => ({
    page,
    example: join('examples/quick-start', groups!.path!),
    code: groups!.code!,
  })),
)

describe('the code in the guides', () => {
  it('is all looked at', () => {
    const references = pages.flatMap(({ text }) => text.match(/^→ \[/gm) ?? [])
    expect(excerpts).toHaveLength(references.length)
    expect(quickStart.length).toBeGreaterThanOrEqual(6)
  })

  it.each([...excerpts, ...quickStart])('of $page is the code of $example', ({ example, code }) => {
    const lines = readFileSync(join(root, example), 'utf8')
      .split('\n')
      .map((line) => line.trim())
    let next = 0
    const missing = code
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => {
        const at = lines.indexOf(line, next)
        if (at >= 0) next = at + 1
        return at < 0 && line !== ''
      })
    expect(missing).toEqual([])
  })
})
