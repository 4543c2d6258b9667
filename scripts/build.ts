import { spawnSync } from 'node:child_process'
import { existsSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// `pnpm build`: compiles what has changed. `tsc` leaves behind what it made of files that are gone, and that would be published.

const root = join(import.meta.dirname, '..')
const packages = ['core', 'react', 'next-adapter'].map((name) => join(root, 'packages', name))

for (const folder of packages) {
  for (const output of globSync('**/*.{js,d.ts}', { cwd: join(folder, 'dist') })) {
    const source = join(folder, 'src', output.replace(/\.(js|d\.ts)$/, ''))
    const isOrphan = !existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)
    if (isOrphan || output.startsWith('test-support')) rmSync(join(folder, 'dist', output))
  }
}
const tsc = join(root, 'node_modules/.bin/tsc')
process.exitCode = spawnSync(tsc, ['-b', ...packages, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1
