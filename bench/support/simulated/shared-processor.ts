import { ChatError, type Clock } from '@sluice/core'
import type { Upstream } from './upstream.ts'

/**
 * A provider whose processor is shared by all calls in flight, and which fails more often the more they are. Measured: 1.2,
 * 1.8 and 2.5 s with 5, 10 and 20 in flight, 99.8, 98.5, 95.2 and 82.1 % of the calls good with 5, 10, 20 and 50. Assumed:
 * 10 s with 50 and no more throughput beyond; the more load, the more failures show only after 30 s.
 *
 * `foreign`: other people's 20 calls from second 40 to 120. `lossy`: 4 % fail by chance, and there is room for eight times
 * as many. `uneven`: answers of very different length.
 */
export type Kind = 'alone' | 'foreign' | 'lossy' | 'uneven'

interface Job {
  readonly startedMs: number
  /** How much work the processor will have done per call when this one is done. */
  readonly dueWork: number
  readonly loadBefore: number
  /** Lets the caller know. */
  readonly end: (error?: ChatError) => void
}

const hangMs = 30_000
// What is answered at one instant does not arrive at one instant.
const roundTripMs = 20

export function sharedProcessor(options: { kind: Kind; clock: Clock; random: () => number }): Upstream {
  const { kind, clock, random } = options
  const room = kind === 'lossy' ? 8 : 1
  const working = new Set<Job>()
  let hanging = 0
  let foreign = 0
  let asked = 0
  let atMs = 0
  let work = 0
  let load = 0
  let cancel = () => {}

  const inFlight = () => working.size + hanging + foreign
  const secondsPerCall = () => latencyAt(inFlight() / room)

  /** Counts what was done since the number in flight changed. To be called before it changes. */
  function advance(): void {
    const seconds = (clock.monotonic() - atMs) / 1_000
    atMs = clock.monotonic()
    work += seconds / secondsPerCall()
    load += seconds * inFlight()
  }

  function plan(): void {
    cancel()
    if (working.size === 0) return
    const next = Math.min(...[...working].map(({ dueWork }) => dueWork))
    cancel = clock.after(Math.max(0, next - work) * secondsPerCall() * 1_000, () => {
      advance()
      for (const job of working) if (job.dueWork - work < 1e-9) finish(job)
      plan()
    })
  }

  function finish(job: Job): void {
    working.delete(job)
    const meanLoad = (load - job.loadBefore) / Math.max(1e-3, (atMs - job.startedMs) / 1_000) / room
    const isLost = kind === 'lossy' && random() < 0.04
    if (!isLost && random() < goodAt(meanLoad)) job.end()
    else if (isLost || random() >= (meanLoad - 10) / 40) job.end(new ChatError('server', 'The provider failed.'))
    else hang(job)
  }

  function hang(job: Job): void {
    hanging++
    clock.after(Math.max(0, job.startedMs + hangMs - atMs), () => {
      advance()
      hanging--
      job.end(new ChatError('timeout', 'The model did not begin to answer in time.'))
      plan()
    })
  }

  function setForeign(calls: number): void {
    advance()
    foreign = calls
    plan()
  }
  if (kind === 'foreign') {
    clock.after(40_000, () => setForeign(20))
    clock.after(120_000, () => setForeign(0))
  }

  return {
    ask() {
      asked++
      advance()
      return new Promise((resolve, reject) => {
        working.add({
          startedMs: atMs,
          dueWork: work + (kind === 'uneven' ? logNormal(random) : 1),
          loadBefore: load,
          end: (error) => clock.after(random() * roundTripMs, () => (error ? reject(error) : resolve(undefined))),
        })
        plan()
      })
    },
    get asked() {
      return asked
    },
    refused: 0,
  }
}

function latencyAt(calls: number): number {
  return calls <= 50 ? between(calls, [1, 5, 10, 20, 50], [1.2, 1.2, 1.8, 2.5, 10]) : calls / 5
}

function goodAt(calls: number): number {
  return calls <= 50
    ? between(calls, [1, 5, 10, 20, 50], [0.998, 0.998, 0.985, 0.952, 0.821])
    : Math.max(0, 0.821 - (calls - 50) / 100)
}

function between(x: number, xs: readonly number[], ys: readonly number[]): number {
  const index = Math.max(
    1,
    xs.findIndex((each) => each >= x),
  )
  const [left, right] = [xs[index - 1]!, xs[index]!]
  const share = Math.max(0, (x - left) / (right - left))
  return ys[index - 1]! + share * (ys[index]! - ys[index - 1]!)
}

/** Mean 1; one in twenty is four times as long as the middle one. */
function logNormal(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.exp(normal - 0.5)
}
