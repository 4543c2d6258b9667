import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** One command of a longer run. */
export interface Step {
  name: string
  command: readonly [program: string, ...options: string[]]
  cwd?: string | undefined
  /** Steps without whose success this one means nothing. */
  after?: readonly Step[] | undefined
}

export interface StepResult {
  step: Step
  outcome: 'passed' | 'failed' | 'not run'
  output: string
  durationMs: number
}

const binaries = join(import.meta.dirname, '../node_modules/.bin')
const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}`, NO_COLOR: '1' }

/**
 * Runs the steps, at most `concurrency` at a time, each as soon as those it comes after have ended. A failure holds back
 * only what depends on it.
 */
export function runSteps(
  steps: readonly Step[],
  { concurrency, onEnd }: { concurrency: number; onEnd: (result: StepResult) => void },
): Promise<StepResult[]> {
  const results = new Map<Step, StepResult>()
  const waiting = new Set(steps)
  let running = 0

  return new Promise((resolve, reject) => {
    function startMore(): void {
      if (results.size === steps.length) resolve([...results.values()])
      for (const step of waiting) {
        const earlier = (step.after ?? []).map((other) => results.get(other))
        if (running >= concurrency || earlier.includes(undefined)) continue
        waiting.delete(step)
        running += 1
        const isPointless = earlier.some((result) => result?.outcome !== 'passed')
        const ending = isPointless ? { outcome: 'not run' as const, output: '' } : run(step)
        const startedMs = performance.now()
        Promise.resolve(ending).then((ended) => {
          running -= 1
          const result = { step, ...ended, durationMs: performance.now() - startedMs }
          results.set(step, result)
          onEnd(result)
          startMore()
        }, reject)
      }
    }
    startMore()
  })
}

function run({ command: [program, ...options], cwd }: Step): Promise<Pick<StepResult, 'outcome' | 'output'>> {
  return new Promise((resolve) => {
    const child = spawn(program, options, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.once('error', (error) => resolve({ outcome: 'failed', output: `${output}${error.message}\n` }))
    child.once('close', (code) => resolve({ outcome: code === 0 ? 'passed' : 'failed', output }))
  })
}
