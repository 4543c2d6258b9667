import { describe, expect, it } from 'vitest'
import { knownOthers, knownPatterns } from './support/known-patterns.ts'
import { regularExpressions } from './support/regular-expressions.ts'
import { isTest, sourceFiles } from './support/source-files.ts'

const files = ['core', 'react', 'next-adapter']
  .flatMap((name) => sourceFiles(`packages/${name}/src`))
  .filter(({ path }) => !isTest(path))
  .map(({ path, text }) => ({ path: path.replace('packages/', ''), ...regularExpressions(path, text) }))

const units = 50_000
/** A search that starts again at every place, or tries every length of a run, takes a second for so many units. */
const limitMs = 100

describe('the regular expressions of the packages', () => {
  it('are those of the list, which says over which texts they run', () => {
    const missing = files.flatMap(({ path, literals }) => {
      const raws = (knownPatterns[path] ?? []).flatMap(({ patterns }) => patterns.map(([raw]) => raw))
      return literals.filter(({ raw }) => !raws.includes(raw)).map(({ raw, line }) => `packages/${path}:${line} ${raw}`)
    })
    expect(
      missing,
      'say in tests/support/known-patterns.ts over which text each runs, and what its worst text is',
    ).toEqual([])

    const gone = Object.entries(knownPatterns).flatMap(([path, groups]) => {
      const found = files.find((file) => file.path === path)?.literals.map(({ raw }) => raw) ?? []
      const listed = groups.flatMap(({ patterns }) => patterns.map(([raw]) => raw))
      return listed.filter((raw) => !found.includes(raw)).map((raw) => `${path} ${raw}`)
    })
    expect(gone, 'these are in tests/support/known-patterns.ts and not in the packages').toEqual([])
  })

  it('are literals', () => {
    const found = files.flatMap(({ path, others }) => others.map(({ raw, line }) => ({ path, raw, line })))
    const unknown = found.filter(({ path, raw }) => !knownOthers[path]?.some(([known]) => known === raw))
    expect(
      unknown.map(({ path, raw, line }) => `packages/${path}:${line} ${raw}`),
      'what makes patterns of texts, or takes them from elsewhere, has to say in tests/support/known-patterns.ts why that is safe',
    ).toEqual([])
    const gone = Object.keys(knownOthers).filter((path) => !found.some((other) => other.path === path))
    expect(gone).toEqual([])
  })

  const untrusted = Object.entries(knownPatterns).flatMap(([path, groups]) =>
    groups.flatMap(({ reach, patterns }) =>
      reach === 'trusted' ? [] : patterns.map((pattern) => ({ path, reach, pattern })),
    ),
  )

  it.each(untrusted)('take time by the length: $path $pattern.0', ({ reach, pattern: [raw, ...worst] }) => {
    expect(worst.length).toBeGreaterThan(0)
    const length = reach === 'any' ? units : reach
    expect(leastMs(raw, pumped(worst, length))).toBeLessThan(limitMs)
    // What nobody has thought of: each of its own characters, and what lines may end with.
    for (const character of new Set(`${raw} a1中\n\u2028`)) {
      for (const after of ['', '\u2028\0']) {
        const text = character.repeat(Math.min(length, 20_000)) + after
        expect(leastMs(raw, text), JSON.stringify([character, after])).toBeLessThan(limitMs / 2)
      }
    }
  })

  it('would be found out by that', () => {
    expect(leastMs(String.raw`/\/+$/`, pumped(['', '/', 'x'], units), 1)).toBeGreaterThan(limitMs)
    expect(leastMs(String.raw`/.*(?=\.)/`, 'a'.repeat(20_000), 1)).toBeGreaterThan(limitMs / 2)
  })
})

describe('the finder of regular expressions', () => {
  const raws = (text: string, path = 'a.ts') => regularExpressions(path, text).literals.map(({ raw }) => raw)
  const others = (text: string) => regularExpressions('a.ts', text).others.map(({ raw }) => raw)

  it('finds literals wherever they stand', () => {
    expect(raws('const a: RegExp = /a[/]\\/b/gu')).toEqual(['/a[/]\\/b/gu'])
    expect(raws('f`$' + '{/a/.test(b) ? 1 / 2 / 3 : 4}`')).toEqual(['/a/'])
    expect(raws('if (a) /b/.exec(c)\nconst d = () => /e/')).toEqual(['/b/', '/e/'])
    expect(raws('class A { b = [/c/, { d: /e/ }] }')).toEqual(['/c/', '/e/'])
    expect(raws('const a = <p title={/b/.source}>/c/</p>', 'a.tsx')).toEqual(['/b/'])
  })

  it('takes nothing else for one', () => {
    expect(
      raws('// /a/\n/* /b/ */ const c = "/d/" + \'/e/\' + `/f/`\nconst g = h / i / j\nconst k = l++ / m / n'),
    ).toEqual([])
  })

  it('tells the line', () => {
    expect(regularExpressions('a.ts', '\n\nconst a = /b/').literals).toEqual([{ raw: '/b/', line: 3 }])
  })

  it('finds what makes patterns of texts', () => {
    expect(others('new RegExp(a)')).toEqual(['RegExp'])
    expect(others('const b = globalThis.RegExp("c")')).toEqual(['RegExp'])
    expect(others('function f(a: readonly RegExp[]) {}')).toEqual(['RegExp'])
    expect(others('a.match(b); a?.matchAll(c()); a.search("d")')).toEqual([
      'a.match(b)',
      'a?.matchAll(c())',
      'a.search("d")',
    ])
    expect(others('const b = /c/g; a.match(b); a.matchAll(/d/g); a.replace("e", f); a.split(g)')).toEqual([])
  })
})

function pumped(worst: readonly (string | undefined)[], length: number): string {
  const [before = '', pump = before, after = ''] = worst
  const start = worst.length === 1 ? '' : before
  return start + pump.repeat(Math.ceil(length / pump.length)) + after
}

/** The CPU time of this thread, so that others do not count; the best of some rounds, if the first is too long. */
function leastMs(raw: string, text: string, rounds = 3): number {
  const slash = raw.lastIndexOf('/')
  const pattern = new RegExp(raw.slice(1, slash), raw.slice(slash + 1))
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds && least > limitMs / 4; round++) {
    const before = process.threadCpuUsage()
    if (pattern.global) text.replace(pattern, '')
    else pattern.exec(text)
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1e3)
  }
  return least
}
