import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { publicNames } from './support/public-names.ts'
import { exportedNames, importCycle, isTest, repository, type SourceFile, sourceFiles } from './support/source-files.ts'

interface Manifest {
  exports: Record<string, { default: string } | string>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

const packages = ['core', 'react', 'next-adapter'] as const
const sources = Object.fromEntries(packages.map((name) => [name, sourceFiles(`packages/${name}/src`)]))
const production = Object.values(sources).flatMap((files) => files.filter(({ path }) => !isTest(path)))
const users = ['apps', 'examples', 'tests'].flatMap(sourceFiles)
const manifests = Object.fromEntries(packages.map((name) => [name, readManifest(name)]))

function readManifest(name: string): Manifest {
  return JSON.parse(readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8'))
}

/** One line for each import that `isWrong`. */
function wrongImports(files: readonly SourceFile[], isWrong: (from: SourceFile, to: ImportOf) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((imported) => isWrong(file, imported)).map(({ specifier }) => `${file.path}: ${specifier}`),
  )
}
type ImportOf = SourceFile['imports'][number]

describe('the order of core', () => {
  const neutral = ['store', 'tokens', 'stream', 'ui']
  const root = 'packages/core/src/'
  /** The folder of a file of core, or its own name for those that lie in none. */
  const placeOf = (path: string) => path.slice(root.length).split('/')[0] ?? ''

  /** Which folders a place may import besides itself; `undefined` for all. */
  function allowed(place: string): readonly string[] | undefined {
    if (place === 'chat') return []
    if (neutral.includes(place)) return ['chat']
    if (place === 'money') return ['chat', 'tokens']
    if (['pipeline', 'pipeline.ts', 'index.ts'].includes(place)) return undefined
    return ['chat', ...neutral, 'money']
  }

  it('lets every folder import only what a request has passed before it', () => {
    const files = production.filter(({ path }) => path.startsWith(root))
    expect(files.length).toBeGreaterThan(40)
    const wrong = wrongImports(files, ({ path: from }, { path: to }) => {
      if (to === undefined) return false
      const [place, other] = [placeOf(from), placeOf(to)]
      if (place === 'testing') return other.startsWith('pipeline') || other === 'index.ts'
      return place !== other && allowed(place)?.includes(other) === false
    })
    expect(wrong).toEqual([])
  })

  it('takes time, chance and the network from its options', () => {
    const globals =
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bMath\.random\b|\bcrypto\b|\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|(?<![.\w-])(globalThis|self|window)\b(?!\??:)/g
    const defaults: Record<string, readonly string[]> = {
      'breaker/breaker-options.ts': ['Math.random'],
      'chat/clock.ts': ['Date.now', 'performance', 'setTimeout'],
      'chat/id.ts': ['crypto'],
      'providers/http.ts': ['globalThis'],
      'retry/retry-plan.ts': ['Math.random'],
      'testing/bce-verifier.ts': ['crypto'],
      // Lets what is really pending go on before the clock moves.
      'testing/test-clock.ts': ['setTimeout'],
    }
    const used = production
      .filter(({ path }) => path.startsWith(root))
      .flatMap(({ path, code }) => {
        const known = defaults[path.slice(root.length)] ?? []
        const found = [...code.matchAll(globals)].map(([word]) => word)
        // A bare `fetch(` is the global one unless the file has a `fetch` of its own.
        const isGlobalFetch = /(?<![.\w])fetch\(/.test(code) && !/\bfetch\b(?!\()/.test(code)
        const unknown = found.filter((word) => !known.includes(word))
        return [...unknown, ...(isGlobalFetch ? ['fetch'] : [])].map((word) => `${path}: ${word}`)
      })
    expect(used).toEqual([])
  })
})

describe('the packages', () => {
  it.each(packages)('%s has no circle of imports, types included', (name) => {
    expect(importCycle(sources[name]!)).toBeUndefined()
  })

  it.each(packages)('%s imports other packages by public entries only, and only those it depends on', (name) => {
    const { dependencies, peerDependencies } = manifests[name]!
    const mine = [...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})]
    const files = production.filter(({ path }) => path.startsWith(`packages/${name}/`))
    const wrong = wrongImports(files, (_, { specifier, path }) => {
      if (path !== undefined) return !path.startsWith(`packages/${name}/src/`)
      return !mine.includes(packageOf(specifier)) || !isPublicEntry(specifier)
    })
    expect(wrong).toEqual([])
  })

  it('depend on nothing but what the design allows', () => {
    const named = packages.map((name) => Object.keys(manifests[name]!.dependencies ?? {}))
    expect(named).toEqual([['eventsource-parser'], ['@sluice/core', 'idb-keyval'], ['@sluice/core', 'zod']])
  })

  it('need of core nothing that everybody would have to install', () => {
    const { peerDependencies, peerDependenciesMeta } = manifests.core!
    expect(Object.keys(peerDependencies ?? {})).toEqual(['pinyin-pro'])
    expect(peerDependenciesMeta).toEqual({ 'pinyin-pro': { optional: true } })
  })

  it.each(['pinyin', 'traditional'])('load what @sluice/core/%s holds through that entry only', (entry) => {
    const folder = `packages/core/src/filter/${entry}/`
    const isOutside = ({ path }: SourceFile) => !path.startsWith(folder)
    const wrong = wrongImports(
      production.filter(isOutside),
      (_, { specifier, path }) => path?.startsWith(folder) === true || specifier === `${entry}-pro`,
    )
    expect(wrong).toEqual([])
  })

  it('use core/testing in their own testing entry only', () => {
    const isOutside = ({ path }: SourceFile) => !/^packages\/[\w-]+\/src\/testing\//.test(path)
    const wrong = wrongImports(production.filter(isOutside), (_, { specifier, path }) =>
      path === undefined ? specifier.endsWith('/testing') : /\/src\/testing\//.test(path),
    )
    expect(wrong).toEqual([])
  })

  it('use no Node built-ins', () => {
    const wrong = wrongImports(
      production,
      (_, { specifier }) => specifier.startsWith('node:') || builtinModules.includes(specifier),
    )
    expect(wrong).toEqual([])
  })

  it('import files, never an index.ts', () => {
    expect(wrongImports(production, (_, { path }) => path?.endsWith('/index.ts') === true)).toEqual([])
  })

  it('export names, one by one', () => {
    const wrong = production.filter(({ code }) => /^export (\*|default)|\bas default\b/m.test(code))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('have short files, or say at the top why not', () => {
    const isExplained = (text: string) => /^('use client'\s+)?(\/\/|\/\*)/.test(text)
    const long = production.filter(({ text }) => text.split('\n').length - 1 > 250 && !isExplained(text))
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('are used by the demo, the examples and the tests as any user would', () => {
    const wrong = wrongImports(users, (_, { specifier, path }) =>
      path === undefined ? !isPublicEntry(specifier) : path.startsWith('packages/'),
    )
    expect(wrong).toEqual([])
  })
})

describe('the public entries', () => {
  const entries = packages.flatMap((name) =>
    Object.entries(manifests[name]!.exports).flatMap(([subpath, target]) => {
      if (typeof target === 'string') return []
      const path = `packages/${name}/${target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')}`
      return [{ entry: `@sluice/${name}${subpath.slice(1)}`, path }]
    }),
  )

  it('are those of the list', () => {
    expect(entries.map(({ entry }) => entry).sort()).toEqual(Object.keys(publicNames).sort())
  })

  it.each(entries)('$entry exports the names of the list, no more and no fewer', ({ entry, path }) => {
    const file = production.find((source) => source.path === path)!
    expect(file.code.match(/^export (?!(type )?\{)/gm)).toBeNull()
    expect(exportedNames(file)).toEqual(publicNames[entry]?.trim().split(/\s+/).sort())
  })
})

describe('the browser', () => {
  it.each(['@sluice/react', '@sluice/core/ui'])('gets no server code and no zod with %s', async (entry) => {
    const { metafile, outputFiles } = await build({
      stdin: { contents: `export * from '${entry}'`, resolveDir: join(repository, 'packages/react') },
      alias: {
        '@sluice/core': join(repository, 'packages/core/src/index.ts'),
        '@sluice/core/ui': join(repository, 'packages/core/src/ui/index.ts'),
        '@sluice/react': join(repository, 'packages/react/src/index.ts'),
      },
      absWorkingDir: repository,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      metafile: true,
      write: false,
    })
    const inputs = Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    )
    expect(inputs.length).toBeGreaterThan(2)
    expect(inputs.filter((path) => /\/zod\/|next-adapter|core\/src\/(providers|testing|pipeline)/.test(path))).toEqual(
      [],
    )
    expect(outputFiles[0]?.text).not.toMatch(/\bprocess\.env\b(?!\.NODE_ENV)/)
  })
})

describe.skipIf(!existsSync(join(repository, '.git')))('the repository', () => {
  const tracked = git('ls-files', '--cached', '--others', '--exclude-standard').filter((path) =>
    existsSync(join(repository, path)),
  )
  const texts = tracked.flatMap((path) => {
    const text = readFileSync(join(repository, path), 'utf8')
    return text.includes('\0') ? [] : [{ path, text }]
  })

  it('names no registry and no place on anyone’s machine', () => {
    const registry = /\bregistry\.[\w-]+\.\w|\bnpmmirror\b|artifactory|verdaccio|\/repository\/npm\b/i
    const machine = /(?:^|[\s"'`(=:])(?:file:\/\/)?\/(?:home|root|work|Users|var\/folders)\/[\w.-]/m
    expect(tracked.length).toBeGreaterThan(50)
    const found = texts.filter(({ text }) => registry.test(text) || machine.test(text)).map(({ path }) => path)
    expect(found).toEqual(['tests/architecture.test.ts'])
  })

  it('has lockfiles without addresses', () => {
    const lockfiles = texts.filter(({ path }) => /(^|\/)(pnpm-lock\.yaml|package-lock\.json|yarn\.lock)$/.test(path))
    expect(lockfiles.length).toBeGreaterThan(0)
    const withAddress = lockfiles.filter(({ text }) => /tarball|^\s*"?(registry|resolved)\b|https?:\/\//m.test(text))
    expect(withAddress.map(({ path }) => path)).toEqual([])
  })

  function git(...command: string[]): string[] {
    return execFileSync('git', command, { cwd: repository, encoding: 'utf8' }).split('\n').filter(Boolean)
  }
})

describe('what is made for every call', () => {
  /** Files whose objects live as long as a pipeline, or are of a class. */
  const mayHave =
    /^packages\/core\/src\/(limit\/[\w-]+|testing\/test-clock|retry\/retry-budget|observe\/in-flight|chat\/errors|store\/expiry-queue|tokens\/token-counter)\.ts$/

  it('has no accessors: each object literal with one has a shape of its own, which keeps the whole call', () => {
    const onServer = production.filter(({ path }) => !path.startsWith('packages/react/'))
    const having = onServer.filter(({ code }) => /^\s+(get|set) \w+\(\w*\)/m.test(code))
    expect(having.length).toBeGreaterThan(5)
    expect(having.map(({ path }) => path).filter((path) => !mayHave.test(path))).toEqual([])
  })
})

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Anything not ours counts as public. */
function isPublicEntry(specifier: string): boolean {
  const [, name, subpath] = /^@sluice\/([\w-]+)(.*)$/.exec(specifier) ?? []
  return name === undefined || manifests[name]?.exports[`.${subpath}`] !== undefined
}
