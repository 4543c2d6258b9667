import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSteps, type Step, type StepResult } from './steps.ts'

// `pnpm check`: everything that can be said without running the code. All of it is reported, whatever fails first.

const root = join(import.meta.dirname, '..')
const packs = mkdtempSync(join(tmpdir(), 'sluice-check-'))

const build: Step = { name: 'build of the packages', command: ['node', 'scripts/build.ts'] }

const steps: readonly Step[] = [
  build,
  { name: 'format and lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'types of tests and scripts', command: ['tsc', '-p', '.'], after: [build] },
  ...exampleSteps(),
  ...demoSteps(),
  ...['core', 'react', 'next-adapter'].flatMap(packageSteps),
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'bundle sizes', command: ['size-limit'], after: [build] },
]

const results = await runSteps(steps, { concurrency: Math.min(4, availableParallelism()), onEnd: report })
rmSync(packs, { recursive: true, force: true })

const failures = results.filter(({ outcome }) => outcome !== 'passed')
console.log(failures.length === 0 ? '\nAll checks passed.' : `\n${failures.length} of ${results.length} checks failed.`)
process.exitCode = failures.length === 0 ? 0 : 1

function exampleSteps(): Step[] {
  if (!existsSync(join(root, 'examples/tsconfig.json'))) return []
  return [{ name: 'types of the examples', command: ['tsc', '-p', 'examples'], after: [build] }]
}

/** Next writes the types of its routes and of imported files. */
function demoSteps(): Step[] {
  const cwd = join(root, 'apps/demo')
  if (!existsSync(join(cwd, 'tsconfig.json'))) return []
  const routes: Step = { name: 'route types of the demo', command: ['node_modules/.bin/next', 'typegen'], cwd }
  return [routes, { name: 'types of the demo', command: ['tsc', '-p', 'apps/demo'], after: [build, routes] }]
}

/** What would be published is looked at, not the folder. */
function packageSteps(name: string): Step[] {
  const cwd = join(root, 'packages', name)
  const { version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { version: string }
  const tarball = join(packs, `sluice-${name}-${version}.tgz`)
  const pack: Step = {
    name: `pack ${name}`,
    command: ['pnpm', 'pack', '--pack-destination', packs],
    cwd,
    after: [build],
  }
  return [
    pack,
    { name: `publint ${name}`, command: ['publint', '--strict', tarball], after: [pack] },
    { name: `attw ${name}`, command: ['attw', '--profile', 'esm-only', '--no-emoji', tarball], after: [pack] },
  ]
}

function report({ step, outcome, output, durationMs }: StepResult): void {
  const mark = { passed: '✓', failed: '✗', 'not run': '-' }[outcome]
  console.log(`${mark} ${step.name} ${outcome === 'not run' ? '(not run)' : `${(durationMs / 1_000).toFixed(1)} s`}`)
  if (outcome === 'failed' || step.name === 'bundle sizes') console.log(`${output.trimEnd()}\n`)
}
