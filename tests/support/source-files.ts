import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const repository = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** From the repository's root: `packages/core/src/chat/clock.ts`. */
  path: string
  text: string
  /** Without comments, strings and regular expressions. */
  code: string
  imports: readonly Import[]
}

export interface Import {
  /** As it is written. */
  specifier: string
  /** The file it leads to, from the repository's root; `undefined` for another package. */
  path: string | undefined
}

/** The TypeScript files below a folder, tests included. */
export function sourceFiles(folder: string): SourceFile[] {
  const isExcluded = (path: string) => /(^|\/)(node_modules|dist|\.next|next-env\.d\.ts)(\/|$)/.test(path)
  const found = globSync('**/*.{ts,tsx}', { cwd: join(repository, folder), exclude: isExcluded })
  return found.sort().map((name) => sourceFile(join(folder, name)))
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.tsx?$|\/test-support\//.test(path)
}

function sourceFile(path: string): SourceFile {
  const text = readFileSync(join(repository, path), 'utf8')
  return { path, text, code: withoutWords(text), imports: importsOf(path, text) }
}

// Biome formats this repository, so an import statement starts its line and is written in one way. Each turn of the group takes a
// whole word: a long one in parts would be tried in every way.
const statement = /^(?:import|export)\s(?:type\s)?(?:\*(?: as \w+)?|[\w$]+(?![\w$])|\{[^}]*\}|, )+\sfrom '([^']+)'/gm
const bareImport = /^import '([^']+)'/gm
const inlineImport = /\bimport\(\s*'([^']+)'/g
const anyImport = /^import\b(?!\()|^export\b[^=(]*?\bfrom '/gm

function importsOf(path: string, text: string): Import[] {
  const code = withoutComments(text)
  const statements = [...code.matchAll(statement), ...code.matchAll(bareImport)]
  if (statements.length !== [...code.matchAll(anyImport)].length) throw new Error(`${path} has an unreadable import`)
  return [...statements, ...code.matchAll(inlineImport)].map(([, specifier = '']) => ({
    specifier,
    path: specifier.startsWith('.') ? relative(repository, join(repository, dirname(path), specifier)) : undefined,
  }))
}

const comments = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*/g
const words = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/.*/g

function withoutComments(text: string): string {
  return text.replace(comments, '')
}

function withoutWords(text: string): string {
  return text.replace(words, (word) => (word.startsWith('/') ? '' : "''"))
}

/** The names a file exports by `export { … }`, types included; an `index.ts` does nothing else. */
export function exportedNames({ text }: SourceFile): string[] {
  const lists = [...withoutComments(text).matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
  return lists.flatMap(([, list = '']) => list.split(',').map(nameOf).filter(Boolean)).sort()
}

function nameOf(item: string): string {
  return item.trim().split(/\s+/).at(-1) ?? ''
}

/** The first circle among files that import each other, types included. */
export function importCycle(files: readonly SourceFile[]): string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()

  function visit(path: string, trail: readonly string[]): string[] | undefined {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const { path: next } of byPath.get(path)?.imports ?? []) {
      const cycle = next === undefined ? undefined : visit(next, [...trail, path])
      if (cycle) return cycle
    }
    done.add(path)
    return undefined
  }
  for (const { path } of files) {
    const cycle = visit(path, [])
    if (cycle) return cycle
  }
  return undefined
}
