/** Notices aborts: one listener per signal, however many wait with it, and none for a signal that nobody waits with. */
export interface AbortWatch<Item> {
  add(signal: AbortSignal, item: Item): void
  remove(signal: AbortSignal, item: Item): void
}

export function createAbortWatch<Item>(onAbort: (items: Iterable<Item>, reason: unknown) => void): AbortWatch<Item> {
  const watched = new Map<AbortSignal, { items: Set<Item>; listener: () => void }>()

  return {
    add(signal, item) {
      const known = watched.get(signal)
      if (known !== undefined) {
        known.items.add(item)
        return
      }
      const items = new Set([item])
      const listener = () => {
        watched.delete(signal)
        onAbort(items, signal.reason)
      }
      watched.set(signal, { items, listener })
      signal.addEventListener('abort', listener, { once: true })
    },
    remove(signal, item) {
      const known = watched.get(signal)
      known?.items.delete(item)
      if (known?.items.size !== 0) return
      watched.delete(signal)
      signal.removeEventListener('abort', known.listener)
    },
  }
}
