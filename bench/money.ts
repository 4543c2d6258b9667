// Question: what do the meter and a budget add to a call, and to each of its deltas?
//
// Method: every candidate is a process of its own. A provider that answers at once, read to its end; around it the limiter without
// limits (neither), the meter with the memory ledger and the learner over that, a daily budget per caller (100 of them) in its place, and
// both. A call is start, one delta, usage and finish; deltas are counted in answers of 100,000 of them. CPU is that of the thread, after two
// rounds that warm up; every round runs every candidate once in turn; what is added is taken round by round, and its median is given.
//
// Last result (2026-11-23): see docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

const rounds = Number(process.env.ROUNDS ?? 9)
const warmUps = 2
const stacks = ['neither', 'meter', 'budget', 'both'] as const

async function measure(suffix: string): Promise<Record<string, number[]>> {
  const children = new Map<string, ChildProcess>()
  for (const stack of stacks) {
    const child = fork(new URL('support/resilience/measure.ts', import.meta.url), ['money', `${stack}${suffix}`], {
      execArgv: ['--expose-gc'],
    })
    child.on('exit', (code) => code && process.exit(code))
    await once(child, 'message')
    children.set(stack, child)
  }
  const samples: Record<string, number[]> = Object.fromEntries(stacks.map((stack) => [stack, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const [stack, child] of children) {
      child.send('run')
      const [micros] = (await once(child, 'message')) as [number]
      if (round >= 0) samples[stack]!.push(micros)
    }
  }
  for (const child of children.values()) child.kill()
  return samples
}

const median = (values: readonly number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!

for (const [title, suffix, digits] of [
  ['A call, µs. Bar for both: + 10', '', 1],
  ['A delta of English, µs. Bar for both: + 0.3', ', English', 3],
  ['A delta of Chinese, µs. Bar for both: + 0.3', ', Chinese', 3],
] as const) {
  const samples = await measure(suffix)
  const base = samples.neither!
  console.log(title)
  console.table(
    Object.fromEntries(
      stacks.map((stack) => {
        const values = samples[stack]!
        const added = values.map((value, round) => value - base[round]!)
        return [
          stack,
          {
            median: median(values).toFixed(digits),
            'least–most': `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`,
            added: median(added).toFixed(digits),
          },
        ]
      }),
    ),
  )
}
