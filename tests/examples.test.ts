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
const excerpt = /```tsx?\n(?<code>[^`]*?)```\n\n→ \[[^\]]+\]\((?<path>[^)]+)\)/g
const excerpts = globSync(['README*.md', 'docs/**/*.md'], { cwd: root }).flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(excerpt)].map(({ groups }) => ({
    page,
    example: join(dirname(page), groups!.path!),
    code: groups!.code!,
  })),
)

describe('the code in the guides', () => {
  it('is there', () => expect(excerpts.length).toBeGreaterThanOrEqual(20))

  it.each(excerpts)('of $page is the code of $example', ({ example, code }) => {
    const lines = readFileSync(join(root, example), 'utf8')
      .split('\n')
      .map((line) => line.trim())
    let from = 0
    const missing = code
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => {
        const at = lines.indexOf(line, from)
        if (at >= 0) from = at
        return at < 0 && line !== ''
      })
    expect(missing).toEqual([])
  })
})
