import { expect } from 'vitest'

/** The CPU time of this thread in milliseconds, so that others do not count; the lesser of two. */
export function leastMs(work: () => void): number {
  return Math.min(cpuMs(work), cpuMs(work))
}

/**
 * Fails where four times as much text takes more than six times as long: code that goes over all of it again for each piece of it
 * takes sixteen times as long. One measurement in five has to be within the bound.
 */
export function expectInProportion(work: (text: string) => void, piece: string, units = 50_000): void {
  const textOf = (length: number) => piece.repeat(Math.ceil(length / piece.length))
  const [once, fourTimes] = [textOf(units), textOf(4 * units)]
  // The first is for the compiler.
  work(once)
  // That clock counts in steps of some milliseconds.
  const mostMs = 6 * leastMs(() => work(once)) + 30
  let bestMs = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5 && bestMs > mostMs; round++) {
    const tookMs = cpuMs(() => work(fourTimes))
    bestMs = Math.min(bestMs, tookMs)
  }
  expect(bestMs, `milliseconds for ${fourTimes.length} units of ${JSON.stringify(piece)}`).toBeLessThan(mostMs)
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e3
}
