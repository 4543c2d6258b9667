import type { UIMessage } from '@sluice/core/ui'
import type { QueuedMessage, RequestOptions } from './chat-options.ts'

/** A message that waits for its turn. */
export interface QueuedSend extends QueuedMessage {
  readonly options: RequestOptions
  /** Settles what the sender waits for. */
  settle(answered: Promise<void> | undefined): void
}

/** Messages that wait until the answers before them have ended. */
export interface SendQueue {
  /** The same array until something changes. */
  readonly items: readonly QueuedSend[]
  /** A stop or an error: what waits goes on waiting until somebody sends again. */
  isPaused: boolean
  /** Resolves when the message has been answered, or was removed. */
  add(message: UIMessage, options: RequestOptions): Promise<void>
  /** Takes the first, if any. */
  next(): QueuedSend | undefined
  edit(id: string, message: UIMessage): void
  /** Puts a message first. Says whether it is there. */
  prefer(id: string): boolean
  /** Forgets a message, or all. */
  remove(id?: string): void
}

/** More than anybody types while an answer comes: a loop that sends is a mistake to be seen. */
export const mostQueued = 100

export function createSendQueue(onChange: () => void): SendQueue {
  let items: readonly QueuedSend[] = []
  function become(next: readonly QueuedSend[]): void {
    items = next
    onChange()
  }
  return {
    isPaused: false,
    get items() {
      return items
    },
    add(message, options) {
      return new Promise((settle) => {
        become([...items, { id: message.id, message, options, settle: (answered) => settle(answered) }])
      })
    },
    next() {
      const [first, ...rest] = items
      if (first !== undefined) become(rest)
      return first
    },
    edit(id, message) {
      become(items.map((item) => (item.id === id ? { ...item, message } : item)))
    },
    prefer(id) {
      const item = items.find((each) => each.id === id)
      if (item !== undefined) become([item, ...items.filter((each) => each !== item)])
      return item !== undefined
    },
    remove(id) {
      const removed = items.filter((item) => id === undefined || item.id === id)
      if (removed.length === 0) return
      become(items.filter((item) => !removed.includes(item)))
      for (const item of removed) item.settle(undefined)
    },
  }
}
