/** Something that ends at a time. */
export interface Expiring {
  readonly expiresAtMs: number
}

/** Knows which of many ends first: a binary heap. */
export interface ExpiryQueue<Item extends Expiring> {
  readonly size: number
  add(item: Item): void
  /** Takes out the one that ends first if it has ended by `nowMs`. */
  takeExpired(nowMs: number): Item | undefined
  clear(): void
}

export function createExpiryQueue<Item extends Expiring>(): ExpiryQueue<Item> {
  let heap: Item[] = []

  /** Puts `item` at the gap `index`, or above it. */
  function rise(item: Item, index: number): void {
    let gap = index
    while (gap > 0) {
      const parent = (gap - 1) >> 1
      const above = heap[parent]
      if (above === undefined || above.expiresAtMs <= item.expiresAtMs) break
      heap[gap] = above
      gap = parent
    }
    heap[gap] = item
  }

  /** Puts `item` at the top, or below it. */
  function sink(item: Item): void {
    let gap = 0
    for (;;) {
      const child = soonerOf(2 * gap + 1)
      const below = heap[child]
      if (below === undefined || below.expiresAtMs >= item.expiresAtMs) break
      heap[gap] = below
      gap = child
    }
    heap[gap] = item
  }

  function soonerOf(left: number): number {
    const [first, second] = [heap[left], heap[left + 1]]
    return first !== undefined && second !== undefined && second.expiresAtMs < first.expiresAtMs ? left + 1 : left
  }

  return {
    get size() {
      return heap.length
    },
    add: (item) => rise(item, heap.length),
    takeExpired(nowMs) {
      const top = heap[0]
      if (top === undefined || top.expiresAtMs > nowMs) return undefined
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) sink(last)
      return top
    },
    clear() {
      heap = []
    },
  }
}
