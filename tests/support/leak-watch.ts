/** What a page has not let go of, in words. */
export interface Leftovers {
  readonly listeners: readonly string[]
  readonly channels: readonly string[]
  readonly timers: readonly string[]
}

declare global {
  interface Window {
    leftovers(): Leftovers
  }
}

/** Runs in a page before everything else: counts listeners, channels and timers as they come and go. */
export function watchLeaks(): void {
  const listeners = new Map<unknown, Map<string, Set<unknown>>>()
  const channels = new Set<BroadcastChannel>()
  const timers = new Map<number, string>()

  const isWatched = (target: unknown) => target === window || target === document || target instanceof BroadcastChannel
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const listenersOf = (target: unknown, type: string) => {
    const byType = listeners.get(target) ?? new Map<string, Set<unknown>>()
    listeners.set(target, byType)
    const found = byType.get(type) ?? new Set()
    byType.set(type, found)
    return found
  }
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window
    if (isWatched(target) && listener !== null) {
      listenersOf(target, type).add(listener)
      const forget = () => void listenersOf(target, type).delete(listener)
      const { once, signal } = Object(options) as AddEventListenerOptions
      if (once) addEventListener.call(target, type, forget, { once: true })
      if (signal) addEventListener.call(signal, 'abort', forget, { once: true })
    }
    addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window
    if (isWatched(target)) listenersOf(target, type).delete(listener)
    removeEventListener.call(target, type, listener, options)
  }

  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      channels.add(this)
    }
    override close(): void {
      channels.delete(this)
      super.close()
    }
  }

  const later = window.setTimeout.bind(window)
  const call = (task: unknown, values: unknown[]) => (task as (...values: unknown[]) => void)(...values)
  window.setTimeout = ((task: unknown, delayMs?: number, ...values: unknown[]) => {
    const timer = later(() => {
      timers.delete(timer)
      call(task, values)
    }, delayMs)
    timers.set(timer, `${delayMs} ms ${placeOf(new Error())}`)
    return timer
  }) as typeof setTimeout
  const every = window.setInterval.bind(window)
  window.setInterval = ((task: unknown, delayMs?: number, ...values: unknown[]) => {
    const timer = every(() => call(task, values), delayMs)
    timers.set(timer, `every ${delayMs} ms ${placeOf(new Error())}`)
    return timer
  }) as typeof setInterval
  const { clearTimeout: forgetTimer } = window
  window.clearTimeout = window.clearInterval = (timer) => {
    timers.delete(Number(timer))
    forgetTimer(timer)
  }
  function placeOf({ stack = '' }: Error): string {
    return stack
      .split('\n')
      .slice(2, 5)
      .map((line) => line.trim().split(' (')[0])
      .join(' ')
  }

  window.leftovers = () => ({
    listeners: [...listeners].flatMap(([target, byType]) =>
      [...byType].flatMap(([type, { size }]) => (size > 0 ? [`${target} ${type} ${size}`] : [])),
    ),
    channels: [...channels].map(({ name }) => name),
    timers: [...timers.values()],
  })
}
