// For platforms without `process.nextTick`. An event needs about five turns of the promise queue to come through all layers.
const turns = 64

/**
 * Calls back when every promise that can settle now has settled, and before anything is waited for: what was read
 * together can then be written together.
 *
 * Node runs ticks when the promise queue is empty. `setImmediate` would do, but costs a system call for every chunk.
 */
export function atEndOfTurn(callback: () => void): void {
  const { process } = globalThis as { process?: { nextTick?: (callback: () => void) => void } }
  if (process?.nextTick !== undefined) process.nextTick(callback)
  else void afterTurns(callback)
}

async function afterTurns(callback: () => void): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await undefined
  callback()
}
