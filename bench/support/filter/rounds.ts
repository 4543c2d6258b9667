import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figures, Speed, Subject } from './measure.ts'

export type Result = Figures & Speed

const rounds = Number(process.env.ROUNDS ?? 5)
const only = process.env.CANDIDATE ?? ''

/** All candidates in turn, round by round, each in a process of its own. The figures are the best of each. */
export async function measure(names: readonly string[], subject: Subject): Promise<ReadonlyMap<string, Result>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-filter-'))
  const path = join(folder, 'subject.json')
  writeFileSync(path, JSON.stringify(subject))
  const children = new Map<string, ChildProcess>()
  for (const name of names.filter((wanted) => wanted.startsWith(only))) {
    const child = fork(new URL('measure.ts', import.meta.url), [name, path], {
      execArgv: ['--expose-gc'],
    })
    child.on('exit', (code) => code && process.exit(code))
    await once(child, 'message')
    children.set(name, child)
  }
  rmSync(folder, { recursive: true })
  const results = new Map<string, Result>()
  for (const [name, child] of children) {
    results.set(name, { ...(await ask<Figures>(child, 'figures')), megabytesPerSecond: 0, microsPerDelta: undefined })
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, child] of children) {
      const before = results.get(name)
      if (before !== undefined) results.set(name, better(before, await ask<Speed>(child, 'speed')))
    }
  }
  for (const child of children.values()) child.kill()
  return results
}

function better(before: Result, { megabytesPerSecond, microsPerDelta }: Speed): Result {
  const known = before.microsPerDelta
  return {
    ...before,
    megabytesPerSecond: Math.max(before.megabytesPerSecond, megabytesPerSecond),
    microsPerDelta: microsPerDelta === undefined ? known : Math.min(microsPerDelta, known ?? microsPerDelta),
  }
}

async function ask<Answer>(child: ChildProcess, what: 'figures' | 'speed'): Promise<Answer> {
  child.send(what)
  const [answer] = (await once(child, 'message')) as [Answer]
  return answer
}
