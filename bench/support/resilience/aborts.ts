import { createLimiter } from '@sluice/core'
import PQueue from 'p-queue'
import type { Measurements } from './measure.ts'

const waiters = 20_000

/** Lets them wait behind one that never ends, then aborts each, in an order of its own. */
async function abortAll(wait: (signal: AbortSignal) => Promise<unknown>, start: () => void): Promise<number> {
  const controllers = Array.from({ length: waiters }, () => new AbortController())
  const all = controllers.map(({ signal }) => wait(signal).catch(() => {}))
  start()
  const stride = 7_919
  for (let index = 0; index < waiters; index++) controllers[(index * stride) % waiters]!.abort()
  await Promise.all(all)
  // The figure is for all of them.
  return 1
}

/** µs for all. */
export const measurements: Measurements = {
  'floor: a listener each': (start) =>
    abortAll(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      start,
    ),
  sluice: async (start) => {
    const limiter = createLimiter({ concurrency: 1, maxQueue: waiters })
    await limiter.acquire()
    return abortAll(async (signal) => limiter.acquire({ signal }), start)
  },
  'p-queue': (start) => {
    const queue = new PQueue({ concurrency: 1 })
    queue.add(() => new Promise(() => {}))
    return abortAll((signal) => queue.add(async () => {}, { signal }), start)
  },
}
