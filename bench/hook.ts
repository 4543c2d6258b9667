// Question: what does a chat hook cost in the browser's thread while an answer streams in, and how often does it render? Asked
// of 5,000 deltas of text, of the same after 200 messages of 100 words, and of a tool's input in pieces of 20 characters.
// Compared with AI SDK's useChat, by default and throttled, and with the floor that only decodes and parses.
//
// Method: every hook is a process of its own: jsdom, React's production build, a real root, rows that are memoised, no act().
// The response is a web stream; a delta comes per task, as fast as it is read, or fifty with every read. CPU is the process's
// user and system time, all threads, from the send to the last render, the stream's own cost included. Every round runs every
// candidate once in turn, after two that warm up; the figure is the median of the rounds, ratios are taken round by round.
// Renders are those of the component from mount to the end.
//
// Last result (2026-11-23, CPU ms for task / burst / bulk): 14 / 8 / 4, after 200 messages 15 / 10 / 4; AI SDK 77 / 49 / 39,
// throttled 56 / 48 / 36. A tool's input of 4,000 deltas: 13 ms; AI SDK 3.1 s. More in docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Delivery, Scenario } from './support/delta-stream.ts'
import type { Run } from './support/hook-candidate.ts'

const rounds = Number(process.env.ROUNDS ?? 7)
const warmUps = 2
const candidates = [
  { name: 'floor: decode and parse', module: 'hook-floor', options: {} },
  { name: 'sluice', module: 'hook-sluice', options: {} },
  { name: 'ai-sdk', module: 'hook-ai-sdk', options: {} },
  { name: 'ai-sdk, throttle 50', module: 'hook-ai-sdk', options: { throttle: 50 } },
]
type Candidate = (typeof candidates)[number]
const names = candidates.map(({ name }) => name)
const [floor = '', ...hooks] = names
const deliveries: readonly Delivery[] = ['task', 'burst', 'bulk']
const text = (delivery: Delivery, history = 0): Scenario => ({ kind: 'text', deltas: 5_000, delivery, history })
const tool = (deltas: number): Scenario => ({ kind: 'tool', deltas, delivery: 'burst', history: 0 })
const inputs = [1_000, 2_000, 4_000]

async function start({ module, options }: Candidate): Promise<ChildProcess> {
  const child = fork(new URL('support/hook-candidate.ts', import.meta.url), [module, JSON.stringify(options)], {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: ['--expose-gc'],
  })
  child.on('exit', (code) => code && process.exit(code))
  await once(child, 'message')
  return child
}

const runs = new Map<string, Run[]>()
const keyOf = (name: string, scenario: Scenario) => `${name} ${JSON.stringify(scenario)}`

async function measure(measured: readonly Candidate[], scenarios: readonly Scenario[]): Promise<void> {
  const children = await Promise.all(measured.map(start))
  for (let round = -warmUps; round < rounds; round++) {
    for (const scenario of scenarios) {
      for (const [index, { name, module }] of measured.entries()) {
        if (module === 'hook-floor' && scenario.history > 0) continue
        const child = children[index]!
        child.send(scenario)
        const [run] = (await once(child, 'message')) as [Run]
        const key = keyOf(name, scenario)
        if (round >= 0) runs.set(key, [...(runs.get(key) ?? []), run])
      }
    }
  }
  for (const child of children) child.kill()
}

await measure(
  candidates,
  [0, 200].flatMap((history) => deliveries.map((delivery) => text(delivery, history))),
)
// Apart, because AI SDK takes seconds for a tool's input, and a process that is kept waiting so long is slower for it.
await measure(candidates.slice(0, 2), inputs.map(tool))
await measure(candidates.slice(2), inputs.map(tool))

const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const cpuOf = (name: string, scenario: Scenario) => runs.get(keyOf(name, scenario))!.map((run) => run.cpuMs)
const ratio = (values: number[], base: number[]) =>
  median(values.map((value, round) => value / base[round]!)).toFixed(2)

function figures(name: string, scenario: Scenario) {
  const all = runs.get(keyOf(name, scenario))!
  const cpu = cpuOf(name, scenario)
  const seconds = (median(all.map((run) => run.wallMs)) / 1_000).toFixed(2)
  return {
    'CPU ms': median(cpu).toFixed(1),
    'least–most': `${Math.min(...cpu).toFixed(1)}–${Math.max(...cpu).toFixed(1)}`,
    'renders (s)': `${median(all.map((run) => run.renders))} (${seconds})`,
  }
}
function print(title: string, of: readonly string[], row: (name: string) => object): void {
  console.log(title)
  console.table(Object.fromEntries(of.map((name) => [name, row(name)])))
}

const bars = { task: 30, burst: 10, bulk: 6 }
for (const delivery of deliveries) {
  print(`5,000 deltas, ${delivery}. Bar: ${bars[delivery]} ms`, names, (name) => ({
    ...figures(name, text(delivery)),
    'x floor': ratio(cpuOf(name, text(delivery)), cpuOf(floor, text(delivery))),
  }))
}
for (const delivery of deliveries) {
  print(`The same after 200 messages, ${delivery}. Bar: 1.3 of the above`, hooks, (name) => ({
    ...figures(name, text(delivery, 200)),
    ratio: ratio(cpuOf(name, text(delivery, 200)), cpuOf(name, text(delivery))),
  }))
}
for (const deltas of inputs) {
  print(`A tool's input, ${deltas} deltas, burst. Bar: 60 ms for 4,000, linear`, names, (name) => ({
    ...figures(name, tool(deltas)),
    'x floor': ratio(cpuOf(name, tool(deltas)), cpuOf(floor, tool(deltas))),
    'x of 1,000': ratio(cpuOf(name, tool(deltas)), cpuOf(name, tool(1_000))),
  }))
}
