import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { keyVariables, liveNamesIn } from '../lib/models.ts'

// Builds the site if that is needed, starts it, and says where it is.

const app = join(import.meta.dirname, '..')
const next = join(app, 'node_modules/next/dist/bin/next')
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const firstPort = 3_000

if (!(await isBuilt())) {
  const code = await ended(run(['build']))
  if (code !== 0) process.exit(code)
}
const port = Number(process.env.PORT) || (await freePort(firstPort))
const server = run(['start', '--port', String(port)])
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
if (await isUp(`http://127.0.0.1:${port}/icon.svg`)) {
  console.log(`\n  The Sluice demo is at  http://localhost:${port}\n`)
  if (liveNamesIn(process.env).length === 0) {
    console.log(`  Simulated models answer. Any of these keys brings a real one:\n  ${keyVariables.join(', ')}\n`)
  }
}
process.exit(await ended(server))

function run(options: readonly string[]) {
  return spawn(process.execPath, [next, ...options], { cwd: app, env, stdio: 'inherit' })
}

function ended(child: ReturnType<typeof run>): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 0)))
}

/** Whether the last build is newer than everything it was made of. */
async function isBuilt(): Promise<boolean> {
  const builtMs = await changedMs(join(app, '.next/BUILD_ID'))
  const packages = ['core', 'react', 'next-adapter'].map((name) => join(app, '../../packages', name, 'dist'))
  const folders = ['app', 'components', 'hooks', 'lib', 'styles']
  const sources = [...folders, 'instrumentation.ts', 'next.config.ts', 'package.json', 'tsconfig.json']
  const changes = await Promise.all([...sources.map((name) => join(app, name)), ...packages].map(changedMs))
  return builtMs > 0 && changes.every((changeMs) => changeMs < builtMs)
}

/** When a file, or the newest of a folder's, was last changed; 0 if it is not there. */
async function changedMs(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return found.mtimeMs
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    const times = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))))
    return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs))
  } catch {
    // Not there, or gone while we looked: either way it says nothing about the build.
    return 0
  }
}

async function freePort(port: number): Promise<number> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => probe.close(() => resolve(true)))
    probe.listen(port)
  })
  return isFree ? port : freePort(port + 1)
}

async function isUp(url: string): Promise<boolean> {
  while (server.exitCode === null) {
    try {
      if ((await fetch(url)).ok) return true
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return false
}
