// Question: what does decoding cost per delta for each family of wires? The bar is 3 µs of CPU. Compared with AI SDK's
// providers, with the floor that decodes text, events and JSON, and with the floor that reads the body alone.
//
// Method: an answer of 20,000 deltas in the vendor's own shape, as prepared bytes, comes from `fetch` as a web stream with one
// event a read, or twenty. Every decoder is a process of its own, a new one every three rounds, and reads all events to the
// end. CPU is the process's user and system time over the answer, all threads, the body's own cost included and nothing taken
// off, by the number of deltas.
// Every round measures every decoder once, in turn; the figure is the median of the rounds, ratios are taken round by round.
//
// Last result (2026-11-23, one a read): 1.6 to 2.7 µs, 1.3 to 1.6 of the floor that parses; AI SDK 5.5 to 17 of it. With twenty
// a read: 0.8 to 2.1 µs. Without an async function within `next()` of the SSE decoder it is 6 % less than it was with one. More
// in docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type WireName, wires } from './support/wires/answer.ts'

const rounds = Number(process.env.ROUNDS ?? 9)
const candidates = ['wire-read', 'wire-parse', 'wire-sluice', 'wire-ai-sdk'] as const
type Candidate = (typeof candidates)[number]
const names = (Object.keys(wires) as WireName[]).filter((wire) => wire.startsWith(process.env.WIRE ?? ''))
const reads = [1, 20]

async function start(name: Candidate): Promise<ChildProcess> {
  const child = fork(new URL('support/wire-candidate.ts', import.meta.url), [name])
  await once(child, 'message')
  child.on('exit', (code) => code && process.exit(code))
  return child
}

const samples = new Map<string, number[]>()
const samplesOf = (name: Candidate, wire: WireName, eventsPerRead: number) => {
  const key = `${name} ${wire} ${eventsPerRead}`
  const known = samples.get(key) ?? []
  samples.set(key, known)
  return known
}
let children = new Map<Candidate, ChildProcess>()
for (let round = 0; round < rounds * 2; round++) {
  // How the engine compiles differs from process to process by a tenth. In a new one three rounds warm up and three count.
  if (round % 6 === 0) {
    for (const child of children.values()) child.kill()
    children = new Map(await Promise.all(candidates.map(async (name) => [name, await start(name)] as const)))
  }
  for (const wire of names) {
    for (const eventsPerRead of reads) {
      for (const name of candidates) {
        const child = children.get(name)!
        child.send({ wire, eventsPerRead })
        const [micros] = (await once(child, 'message')) as [number | 'not theirs']
        if (round % 6 >= 3 && micros !== 'not theirs') samplesOf(name, wire, eventsPerRead).push(micros)
      }
    }
  }
}
for (const child of children.values()) child.kill()

const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!
const figure = (values: number[]) => (values.length === 0 ? '' : median(values).toFixed(2))
const ratio = (values: number[], floor: number[]) => figure(values.map((value, round) => value / floor[round]!))
const spread = (values: number[]) => `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`

for (const eventsPerRead of reads) {
  const row = (wire: WireName) => {
    const [read, parse, sluice, aiSdk] = candidates.map((name) => samplesOf(name, wire, eventsPerRead)) as [
      number[],
      number[],
      number[],
      number[],
    ]
    return {
      'floor: read': figure(read),
      'floor: parse': figure(parse),
      sluice: figure(sluice),
      'least–most': spread(sluice),
      'x parse': ratio(sluice, parse),
      'ai-sdk': figure(aiSdk),
      'ai-sdk x parse': ratio(aiSdk, parse),
    }
  }
  console.log(`µs of CPU per delta, ${eventsPerRead} a read`)
  console.table(Object.fromEntries(names.map((wire) => [wire, row(wire)])))
}
