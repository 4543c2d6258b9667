import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// `pnpm bench [name …]`: the benchmarks named, or all of them. They are a workspace of their own, with peers to compare to.

const folder = join(import.meta.dirname, '../bench')
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const asked = process.argv.slice(2)
const names = asked.length > 0 ? asked : Object.keys(scripts)

const runs = [['install', '--frozen-lockfile'], ...names.map((name) => ['run', name])]
const failed = runs.filter((run) => spawnSync('pnpm', run, { cwd: folder, stdio: 'inherit' }).status !== 0)
process.exitCode = failed.length === 0 ? 0 : 1
