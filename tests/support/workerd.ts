import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
// @ts-expect-error: the package has no types; it is the path of the program
import workerdBinary from 'workerd'

/** A Worker in the runtime that Cloudflare runs. */
export interface RunningWorker {
  /** Without a slash at its end. */
  readonly url: string
  /** What the runtime has complained of. */
  readonly complaints: string
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** The runtime's compatibility flags. @default [] */
  flags?: readonly string[]
  /** What the Worker finds in its environment. @default {} */
  env?: Readonly<Record<string, string>>
}

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))
/** For esbuild: the packages' sources in place of what is installed. */
export const packageSources: Readonly<Record<string, string>> = {
  '@sluice/core': `${packages}core/src/index.ts`,
  '@sluice/core/ui': `${packages}core/src/ui/index.ts`,
  '@sluice/core/traditional': `${packages}core/src/filter/traditional/index.ts`,
  '@sluice/core/pinyin': `${packages}core/src/filter/pinyin/index.ts`,
  '@sluice/core/testing': `${packages}core/src/testing/index.ts`,
  '@sluice/next-adapter': `${packages}next-adapter/src/index.ts`,
  '@sluice/next-adapter/sqlite': `${packages}next-adapter/src/sqlite/index.ts`,
}

const config = ({ flags = [], env = {} }: WorkerOptions) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ${JSON.stringify(flags)},
  bindings = [${Object.entries(env).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`)}],
);
`

/**
 * Bundles the Worker from the packages' sources and runs it on a free port.
 *
 * A Node built-in anywhere fails the bundle; what a Worker may not do at module scope fails the start.
 */
export async function runWorker(entry: string, options: WorkerOptions = {}): Promise<RunningWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-worker-'))
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.js'),
    alias: packageSources,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker'],
    logLevel: 'silent',
  })
  await writeFile(join(folder, 'config.capnp'), config(options))

  // The runtime reports its port on file descriptor 3.
  const runtime = spawn(workerdBinary, ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  runtime.stderr?.on('data', (data: Buffer) => {
    complaints += data
  })
  const lines = createInterface({ input: runtime.stdio[3] as Readable })
  const listening = once(lines, 'line').then(([line]) => JSON.parse(line as string) as { port: number })
  const ended = once(runtime, 'exit').then(() => Promise.reject(new Error(`workerd ended: ${complaints}`)))
  ended.catch(() => undefined)
  const { port } = await Promise.race([listening, ended])
  return {
    url: `http://127.0.0.1:${port}`,
    get complaints() {
      // The simulated models have no prices: that is our word, and not the runtime's.
      return complaints.replace(/^No price is known .*\n?/gm, '')
    },
    async stop() {
      // Not gently: it would wait for clients that keep their connections.
      runtime.kill('SIGKILL')
      await ended.catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
}
