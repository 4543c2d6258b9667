import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface Program {
  command: readonly [program: string, ...options: string[]]
  cwd: string
  env?: Readonly<Record<string, string>> | undefined
}

/** Waits for a program's end and returns what it printed. Its failure is thrown together with that. */
export async function run(program: Program): Promise<string> {
  const { child, output } = start(program)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program.command.join(' ')} ended with ${code}:\n${output()}`)
  return output()
}

export interface RunningServer {
  url: string
  output(): string
  stop(): Promise<void>
}

/** Starts a server on a free port, which it gets as `PORT`, and waits until it answers at `path`. */
export async function startServer(
  program: Program,
  { path = '/', withinMs = 30_000 }: { path?: string; withinMs?: number } = {},
): Promise<RunningServer> {
  const port = await freePort()
  const { child, output } = start({ ...program, env: { ...program.env, PORT: String(port) } })
  const url = `http://127.0.0.1:${port}`
  const endMs = performance.now() + withinMs
  while (!(await isUp(`${url}${path}`))) {
    if (child.exitCode === null && performance.now() < endMs) continue
    kill(child)
    throw new Error(`${program.command.join(' ')} did not start:\n${output()}`)
  }
  return {
    url,
    output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, 'close')
      kill(child)
      await closed
    },
  }
}

function start({ command: [program, ...options], cwd, env }: Program) {
  // In a group of its own, so that what it starts ends with it.
  const child = spawn(program, options, { cwd, env: cleanEnv(env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const killAtExit = () => kill(child)
  process.once('exit', killAtExit)
  child.once('close', () => process.off('exit', killAtExit))
  child.once('error', (error) => {
    output += error.message
  })
  return { child, output: () => output }
}

/** What a user's shell has: nothing of Vitest's, nothing of pnpm's, no keys. */
function cleanEnv(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const isOurs = (name: string) =>
    /^(VITEST|NODE_ENV|NODE_OPTIONS|TEST$|DEV$|PROD$|MODE$|SSR$|npm_(package|lifecycle)|(OPENAI|ANTHROPIC|QIANFAN|DASHSCOPE|DEEPSEEK)_)/.test(
      name,
    )
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)))
  return { ...own, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env } as NodeJS.ProcessEnv
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return false
  }
}
