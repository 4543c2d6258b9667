import { vi } from 'vitest'

// The real one: tests move the other.
const later = globalThis.setTimeout.bind(globalThis)
const turn = () => new Promise<void>((resolve) => later(resolve, 1))

/** Waits until something is so. With `passing`, that much of a test's time passes between two looks. */
export async function until(isSo: () => unknown, { passing = 0 }: { passing?: number } = {}): Promise<void> {
  const endMs = performance.now() + 3_000
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`It never was so: ${isSo}`)
    if (passing > 0) vi.advanceTimersByTime(passing)
    await turn()
  }
}

/** Waits until everything has arrived that was said. */
export async function arrived(): Promise<void> {
  // Browsers let timers that follow each other wait for 4 ms.
  for (let count = 0; count < 10; count++) await turn()
}
