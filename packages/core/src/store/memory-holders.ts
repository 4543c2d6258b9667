/** Who holds a part of a counter, by name, and until when on the monotonic clock. */
export interface MemoryHolders {
  readonly byName: Map<string, { readonly amount: number; readonly endsAtMs: number }>
  /** What all of them hold. */
  sum: number
  /** No holder ends later. */
  latestMs: number
  /** Whether the first to end comes first. Not where a key was opened with a shorter time than before. */
  isInOrder: boolean
}

export function createMemoryHolders(): MemoryHolders {
  return { byName: new Map(), sum: 0, latestMs: 0, isInOrder: true }
}

export function hold(holders: MemoryHolders, name: string, amount: number, endsAtMs: number): void {
  if (endsAtMs < holders.latestMs) holders.isInOrder = false
  else holders.latestMs = endsAtMs
  holders.byName.set(name, { amount, endsAtMs })
  holders.sum += amount
}

/** Returns how much that sets free. */
export function release(holders: MemoryHolders, name: string): number {
  const amount = holders.byName.get(name)?.amount ?? 0
  holders.byName.delete(name)
  // Errors of rounding end with the last holder.
  holders.sum = holders.byName.size === 0 ? 0 : holders.sum - amount
  return amount
}

/** Whether it still held something. */
export function renew(holders: MemoryHolders, name: string, endsAtMs: number): boolean {
  if (!holders.byName.has(name)) return false
  // Put in anew, so that the first to end stays first.
  hold(holders, name, release(holders, name), endsAtMs)
  return true
}

/** Ends those whose time is up. Returns how much that sets free. */
export function releaseEnded(holders: MemoryHolders, nowMs: number): number {
  let amount = 0
  let latestMs = 0
  let isInOrder = true
  for (const [name, { endsAtMs }] of holders.byName) {
    if (endsAtMs <= nowMs) {
      amount += release(holders, name)
      continue
    }
    if (holders.isInOrder) return amount
    if (endsAtMs < latestMs) isInOrder = false
    else latestMs = endsAtMs
  }
  holders.isInOrder = isInOrder
  holders.latestMs = latestMs
  return amount
}
