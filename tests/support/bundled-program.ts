import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { packageSources } from './workerd.ts'

/** A server of ours in a process of its own. */
export interface RunningProgram {
  readonly url: string
  /** What is run. */
  readonly bundle: string
  /** All that it has printed. */
  output(): string
  stop(): Promise<void>
}

/** Bundles a program from the packages' sources and runs it. It has to send its address to its parent. */
export async function runProgram(entry: string, env: Readonly<Record<string, string>>): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-program-'))
  const outfile = join(folder, 'program.mjs')
  await build({
    entryPoints: [entry],
    outfile,
    alias: { ...packageSources },
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
  const child = fork(outfile, { silent: true, env: { PATH: process.env.PATH, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = once(child, 'close').then(() => Promise.reject(new Error(`The program ended:\n${output}`)))
  ended.catch(() => undefined)
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [string]
  return {
    url,
    bundle: await readFile(outfile, 'utf8'),
    output: () => output,
    async stop() {
      child.kill('SIGKILL')
      await ended.catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
}
