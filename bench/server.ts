// Question: what does a route cost in CPU on a plain Node server, per request and per streamed chunk, and what does it add
// to the first token? Compared with a proxy that hands bytes through, one that parses and writes again, and AI SDK.
//
// Method: provider, candidates and client are processes of their own on loopback. Every round measures every candidate once,
// in turn; the figure is the median of the rounds. CPU is the candidate's own user and system time over a batch of requests.
// Per request: answers of one chunk. Per chunk, less the cost of as many requests: 16 answers at a time of 300 chunks, one every
// millisecond, so that each is a read of its own; and answers of 1,000 chunks, 50 per write, as fast as they are taken.
//
// Last result (2026-11-23, ratios to the floors, the middle of four runs): per request 1.7 (AI SDK, one run, 4.9), per chunk
// 1.35 (2.5), in bulk 1.5 (19), first token + 0.4 ms (+ 3.0). More in docs/performance.md.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request as post } from 'node:http'

const all = ['pass-through', 'parse-and-re-emit', 'sluice', 'ai-sdk'] as const
const names = all.filter((name) => name !== process.env.WITHOUT)
const rounds = Number(process.env.ROUNDS ?? 7)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

interface Candidate {
  process: ChildProcess
  address: string
}

async function start(file: string, args: string[]): Promise<{ child: ChildProcess; hello: unknown }> {
  const child = fork(new URL(file, import.meta.url), args, { execArgv: [] })
  const [hello] = await once(child, 'message')
  return { child, hello }
}

/** One request, read to its end. Resolves with the time to the first text. */
function ask(address: string, prompt: string): Promise<number> {
  const body = JSON.stringify({
    id: 'c',
    messages: [{ id: 'm', role: 'user', parts: [{ type: 'text', text: prompt }] }],
  })
  const startMs = performance.now()
  let firstMs = 0
  return new Promise((resolve, reject) => {
    const outgoing = post(`${address}/api/chat`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json' },
    })
    outgoing.on('response', (incoming) => {
      let length = 0
      incoming.on('data', (piece: Buffer) => {
        length += piece.length
        if (firstMs === 0 && piece.includes('delta')) firstMs = performance.now() - startMs
      })
      incoming.on('end', () => (length > 100 && firstMs > 0 ? resolve(firstMs) : reject(new Error('no answer'))))
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function cpu({ process }: Candidate): Promise<number> {
  process.send('cpu')
  const [{ cpuMicros }] = await once(process, 'message')
  return cpuMicros
}

/** CPU microseconds for `count` requests, `width` at a time. */
async function batch(candidate: Candidate, prompt: string, count: number, width: number): Promise<number> {
  const before = await cpu(candidate)
  let left = count
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) await ask(candidate.address, prompt)
    }),
  )
  return (await cpu(candidate)) - before
}

const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!

const { child: provider, hello: port } = await start('support/upstream.ts', [])
const candidates = new Map<string, Candidate>()
for (const name of names) {
  const { child, hello } = await start('support/candidate.ts', [name, `http://127.0.0.1:${port}`])
  candidates.set(name, { process: child, address: (hello as { address: string }).address })
}

interface Sample {
  request: number
  chunk: number
  bulkChunk: number
  firstMs: number
}
const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
for (let round = -1; round < rounds; round++) {
  for (const name of names) {
    const candidate = candidates.get(name)!
    const request = (await batch(candidate, '1:1', 400, 4)) / 400
    const chunk = ((await batch(candidate, '300:1', 48, 16)) / 48 - request) / 300
    const bulkChunk = ((await batch(candidate, '1000:50', 24, 4)) / 24 - request) / 1_000
    const firsts: number[] = []
    for (let count = 0; count < 100; count++) firsts.push(await ask(candidate.address, '5:1'))
    // The first round only warms up.
    if (round >= 0) samples.get(name)!.push({ request, chunk, bulkChunk, firstMs: median(firsts) })
  }
}

const figure = (name: string, field: keyof Sample) => median(samples.get(name)!.map((sample) => sample[field]))
const against = (name: string, floor: string, field: keyof Sample) =>
  median(samples.get(name)!.map((sample, round) => sample[field] / samples.get(floor)![round]![field]))
console.table(
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        'µs/request': figure(name, 'request').toFixed(0),
        'x pass-through': against(name, 'pass-through', 'request').toFixed(2),
        'µs/chunk': figure(name, 'chunk').toFixed(2),
        'x re-emit': against(name, 'parse-and-re-emit', 'chunk').toFixed(2),
        'µs/chunk, 50 a write': figure(name, 'bulkChunk').toFixed(2),
        'x re-emit, 50 a write': against(name, 'parse-and-re-emit', 'bulkChunk').toFixed(2),
        'first token ms': figure(name, 'firstMs').toFixed(2),
        'ms over re-emit': (figure(name, 'firstMs') - figure('parse-and-re-emit', 'firstMs')).toFixed(2),
      },
    ]),
  ),
)
for (const { process } of candidates.values()) process.kill()
provider.kill()
agent.destroy()
