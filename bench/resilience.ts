// Question: what do queue, breaker, rate limit and the whole stack around a provider cost a call? Compared with p-limit, p-queue,
// cockatiel, bottleneck, limiter and rate-limiter-flexible.
//
// Method: every candidate is a process of its own and does nothing but its mechanism: tasks and providers that end at once.
// CPU is that of the thread, after two rounds that warm up; every round runs every candidate once in turn, the figure is the
// median of the rounds, ratios are taken round by round. Queues get 100,000 tasks at once for 10 slots (bottleneck 1,000), once
// more with priorities; 20,000 waiters are aborted one by one, not in their order. The stack is `createPipeline` with
// one target that answers with start, one delta and finish, less what reading the target alone costs.
//
// Last result (2026-11-23): 1.62 µs a task (p-limit 1.22, p-queue 2.9), 1.61 with priorities (p-queue 15.0); 189 ms for the aborts
// (floor 154, p-queue 1,309); breaker 116 ns (bare await 32, wrapped 82); take 66 ns; stack 14.1 µs. More in docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

const rounds = Number(process.env.ROUNDS ?? 9)
const warmUps = 2

/** Runs all candidates of a kind in turn. Returns what each round took, in µs per operation. */
async function measure<Name extends string>(kind: string, names: readonly Name[]): Promise<Record<Name, number[]>> {
  const children = new Map<Name, ChildProcess>()
  for (const name of names) {
    const child = fork(new URL('support/resilience/measure.ts', import.meta.url), [kind, name], {
      execArgv: ['--expose-gc'],
    })
    child.on('exit', (code) => code && process.exit(code))
    await once(child, 'message')
    children.set(name, child)
  }
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, child] of children) {
      child.send('run')
      const [micros] = (await once(child, 'message')) as [number]
      if (round >= 0) samples[name].push(micros)
    }
  }
  for (const child of children.values()) child.kill()
  return samples
}

const median = (values: readonly number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const ratio = (values: readonly number[], base: readonly number[]) =>
  median(values.map((value, round) => value / base[round]!)).toFixed(2)
const less = (values: readonly number[], base: readonly number[]) => values.map((value, round) => value - base[round]!)

type Row = readonly [values: readonly number[], base?: readonly number[] | undefined]

function print(title: string, unit: number, digits: number, rows: Record<string, Row>): void {
  console.log(title)
  const row = ([values, base]: Row) => ({
    median: (median(values) * unit).toFixed(digits),
    'least–most': [Math.min(...values), Math.max(...values)].map((value) => (value * unit).toFixed(digits)).join('–'),
    ...(base === undefined ? {} : { ratio: ratio(values, base) }),
  })
  console.table(Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, row(values)])))
}

const asked = process.env.KIND ?? ''

if ('queue'.startsWith(asked)) {
  const queue = await measure('queue', [
    'sluice',
    'p-limit',
    'p-queue',
    'cockatiel bulkhead',
    'sluice, priorities',
    'p-queue, priorities',
    'bottleneck',
  ])
  const rows = Object.entries(queue).map(([name, values]) => [
    name,
    [values, name.endsWith('priorities') ? queue['sluice, priorities'] : queue.sluice],
  ])
  print('Queue, 10 slots: µs a task. Bars: 0.8, with priorities 1.2', 1, 2, Object.fromEntries(rows))
}
if ('aborts'.startsWith(asked)) {
  const aborts = await measure('aborts', ['floor: a listener each', 'sluice', 'p-queue'])
  print('20,000 waiters aborted: ms. Bar: 200', 1e-3, 0, {
    'floor: a listener each': [aborts['floor: a listener each'], aborts.sluice],
    sluice: [aborts.sluice],
    'p-queue': [aborts['p-queue'], aborts.sluice],
  })
}
if ('success'.startsWith(asked)) {
  const success = await measure('success', [
    'bare await',
    'bare await, wrapped',
    'sluice breaker',
    'cockatiel breaker, consecutive',
    'cockatiel breaker, sampling',
    'sluice retry',
    'cockatiel retry',
  ])
  const to = (base: 'bare await' | 'bare await, wrapped') =>
    Object.fromEntries(Object.entries(success).map(([name, values]) => [name, [values, success[base]] as const]))
  print('A call that succeeds: ns, ratio to the bare await. Bar of the breaker: 1.3', 1e3, 0, to('bare await'))
  print('The same, ratio to `async () => await f()`', 1e3, 0, to('bare await, wrapped'))
}
if ('rate'.startsWith(asked)) {
  const rate = await measure('rate', [
    'sluice, requests and tokens',
    'limiter, requests',
    'rate-limiter-flexible, requests',
  ])
  const base = rate['sluice, requests and tokens']
  const rows = Object.entries(rate).map(([name, values]) => [name, [values, base]])
  print('Rate take: ns. Bar: 60', 1e3, 0, Object.fromEntries(rows))
}
if ('stack'.startsWith(asked)) {
  const stack = await measure('stack', [
    'handler alone',
    'accounts alone',
    'sluice, without resilience',
    'sluice',
    'sluice, limit and quota',
    'bare await',
    'cockatiel: retry, breaker, timeout',
  ])
  const alone = stack['handler alone']
  print('Whole stack, less the handler: µs a call. Bar: 10', 1, 2, {
    'handler alone': [alone],
    'of these, the accounts (`meter`)': [less(stack['accounts alone'], alone)],
    'without retry, breaker, clocks, deadline': [less(stack['sluice, without resilience'], alone)],
    'as it comes': [less(stack.sluice, alone)],
    'with limit and quota': [less(stack['sluice, limit and quota'], alone)],
    'cockatiel: retry, breaker, timeout': [less(stack['cockatiel: retry, breaker, timeout'], stack['bare await'])],
  })
}
