// One candidate with one list of terms, in a process of its own. Measures what it is asked for, and answers with the figures.
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Candidate, Matcher } from './candidate.ts'
import { deltasOf } from './texts.ts'

/** What is looked for, and in which texts. */
export interface Subject {
  readonly terms: readonly string[]
  readonly pieces: readonly string[]
}

export interface Figures {
  readonly buildMs: number
  readonly firstBuildMs: number
  readonly megabytes: number
  readonly hitsPerMegabyte: number
  /** Units held back after each delta. */
  readonly held?: { readonly mean: number; readonly most: number; readonly isWhole: boolean } | undefined
}

export interface Speed {
  /** Bytes of UTF-8 per microsecond of CPU. */
  readonly megabytesPerSecond: number
  readonly microsPerDelta?: number | undefined
}

const boxMs = Number(process.env.BOX_MS ?? 150)
const [name, path] = process.argv.slice(2) as [string, string]
const { terms, pieces } = JSON.parse(readFileSync(path, 'utf8')) as Subject
// Streams are ten pieces long: some 5,700 deltas.
const streams = Array.from({ length: Math.ceil(pieces.length / 10) }, (_, index) =>
  deltasOf(pieces.slice(index * 10, (index + 1) * 10), 6),
)
const { candidates } = (await import(name.startsWith('sluice') ? './sluice.ts' : './peers.ts')) as {
  candidates: Record<string, Candidate>
}
const candidate = candidates[name]!

candidate.prepare?.(terms)
const heap = await heapUsed()
const firstBuild = built()
const megabytes = ((await heapUsed()) - heap) / 1e6
let { matcher } = firstBuild
let nextPiece = 0
let nextStream = 0

process.on('message', (asked: 'figures' | 'speed') => {
  globalThis.gc?.()
  process.send!(asked === 'figures' ? figures() : speed())
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')

/** Up to the first use: some compile their tables only then. */
function built(): { matcher: Matcher; micros: number } {
  const before = process.threadCpuUsage()
  const made = candidate.build(terms)
  made.scan('x')
  return { matcher: made, micros: microsSince(before) }
}

function figures(): Figures {
  // The clock of a thread is coarse: what is quick is built several times.
  const builds = Array.from({ length: 4 }, () => {
    const { micros, amount } = boxed(() => {
      matcher = built().matcher
      return 1
    })
    return micros / amount / 1e3
  })
  const sample = pieces.slice(0, 100)
  const hits = sample.reduce((sum, piece) => sum + matcher.scan(piece), 0)
  return {
    buildMs: Math.min(...builds),
    firstBuildMs: firstBuild.micros / 1e3,
    megabytes,
    hitsPerMegabyte: (hits / bytesOf(sample)) * 1e6,
    held: held(),
  }
}

/** Asked for the next delta, a stream has given what it can give. What takes the place of a find may be shorter or longer. */
function held(): Figures['held'] {
  const deltas = streams[0]!
  let [given, out, sum, most] = [0, '', 0, 0]
  let said: number | undefined
  function* watched(): Generator<string> {
    for (const delta of deltas) {
      yield delta
      given += delta.length
      const units = said ?? given - out.length
      sum += units
      most = Math.max(most, units)
    }
  }
  if (matcher.stream === undefined) return undefined
  matcher.stream(watched(), (text, heldBack) => {
    out += text
    said = heldBack
  })
  return { mean: sum / deltas.length, most, isWhole: out === matcher.redact?.(deltas.join('')) }
}

function speed(): Speed {
  const scanned = boxed(() => {
    const piece = pieces[nextPiece++ % pieces.length]!
    matcher.scan(piece)
    return Buffer.byteLength(piece)
  })
  const megabytesPerSecond = scanned.amount / scanned.micros
  const { stream } = matcher
  if (stream === undefined) return { megabytesPerSecond }
  let units = 0
  const streamed = boxed(() => {
    const deltas = streams[nextStream++ % streams.length]!
    stream(deltas, (text) => {
      units += text.length
    })
    return deltas.length
  })
  return { megabytesPerSecond, microsPerDelta: units === 0 ? Number.NaN : streamed.micros / streamed.amount }
}

/** Runs until the time is over, once at the least. */
function boxed(run: () => number): { amount: number; micros: number } {
  const end = performance.now() + boxMs
  const before = process.threadCpuUsage()
  let amount = 0
  do amount += run()
  while (performance.now() < end)
  return { amount, micros: microsSince(before) }
}

function microsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before)
  return user + system
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** Freed buffers are given back by another thread, a little later. */
async function heapUsed(): Promise<number> {
  globalThis.gc?.()
  await setTimeout(50)
  globalThis.gc?.()
  const { heapUsed: used, arrayBuffers } = process.memoryUsage()
  return used + arrayBuffers
}
