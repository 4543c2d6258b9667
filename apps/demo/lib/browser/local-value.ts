/** A value kept in localStorage and shared by the tabs, in the shape of `useSyncExternalStore`. */
export interface LocalValue<Value> {
  get(): Value
  set(value: Value): void
  subscribe(listener: () => void): () => void
}

export interface LocalValueOptions<Value> {
  key: string
  /** Reads what an older or another version of the site may have written. */
  parse: (stored: unknown) => Value
}

/** A `LocalValue`. Where localStorage is blocked or full the value lives as long as the page. */
export function createLocalValue<Value>({ key, parse }: LocalValueOptions<Value>): LocalValue<Value> {
  const listeners = new Set<() => void>()
  let current: { value: Value } | undefined

  function read(): Value {
    try {
      return parse(JSON.parse(localStorage.getItem(key) ?? 'null'))
    } catch {
      // Blocked, or not JSON: the same as nothing.
      return parse(null)
    }
  }
  function publish(): void {
    for (const listener of listeners) listener()
  }
  function onStorage(event: StorageEvent): void {
    if (event.key !== key && event.key !== null) return
    current = { value: read() }
    publish()
  }

  return {
    get() {
      current ??= { value: read() }
      return current.value
    },
    set(value) {
      current = { value }
      try {
        localStorage.setItem(key, JSON.stringify(value))
      } catch {
        // Blocked or full: the value still holds for this page.
      }
      publish()
    },
    subscribe(listener) {
      if (listeners.size === 0) addEventListener('storage', onStorage)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) removeEventListener('storage', onStorage)
      }
    },
  }
}
