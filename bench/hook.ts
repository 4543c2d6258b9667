// Question: what does a chat hook cost in the browser's thread while an answer of 5,000 deltas streams in, and how often does it
// render? Compared with AI SDK's useChat, by default and throttled, and with the floor that only decodes and parses.
//
// Method: every hook is a process of its own: jsdom, React's production build, a real root, no act(). The response is a web
// stream; a delta comes per task, as fast as it is read, or fifty with every read. Every round runs every candidate once in
// turn; the figure is the median of the rounds. CPU is the process's user and system time for one answer, the stream's own
// cost included. Renders are those of the component from mount to the end.
//
// Last result (2026-11-23, CPU ms for task / burst / bulk): 18 / 12 / 5; AI SDK 97 / 61 / 44. More in docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

const rounds = Number(process.env.ROUNDS ?? 7)
const candidates = [
  { name: 'floor: decode and parse', module: 'hook-floor', options: {} },
  { name: 'sluice', module: 'hook-sluice', options: {} },
  { name: 'ai-sdk', module: 'hook-ai-sdk', options: {} },
  { name: 'ai-sdk, throttle 50', module: 'hook-ai-sdk', options: { throttle: 50 } },
]
const deliveries = ['task', 'burst', 'bulk'] as const

interface Run {
  cpuMs: number
  renders: number
  wallMs: number
}

async function start(module: string, options: object): Promise<ChildProcess> {
  const child = fork(new URL('support/hook-candidate.ts', import.meta.url), [module, JSON.stringify(options)], {
    env: { ...process.env, NODE_ENV: 'production' },
  })
  await once(child, 'message')
  child.on('exit', (code) => code && process.exit(code))
  return child
}

const children = await Promise.all(candidates.map(({ module, options }) => start(module, options)))
const runs = new Map<string, Run[]>()
for (let round = -2; round < rounds; round++) {
  for (const delivery of deliveries) {
    for (const [index, { name }] of candidates.entries()) {
      const child = children[index]!
      child.send(delivery)
      const [run] = (await once(child, 'message')) as [Run]
      // The first two rounds warm up.
      if (round >= 0) runs.set(`${name} ${delivery}`, [...(runs.get(`${name} ${delivery}`) ?? []), run])
    }
  }
}
for (const child of children) child.kill()

const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const row = (name: string) =>
  Object.fromEntries(
    deliveries.flatMap((delivery) => {
      const all = runs.get(`${name} ${delivery}`)!
      const renders = median(all.map((run) => run.renders))
      const seconds = median(all.map((run) => run.wallMs)) / 1_000
      return [
        [`${delivery}: CPU ms`, median(all.map((run) => run.cpuMs)).toFixed(1)],
        [`${delivery}: renders (s)`, `${renders} (${seconds.toFixed(2)})`],
      ]
    }),
  )
console.table(Object.fromEntries(candidates.map(({ name }) => [name, row(name)])))
