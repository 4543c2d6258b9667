import { ChatError } from '@sluice/core'
import type { FileUIPart, UIMessage } from '@sluice/core/ui'
import type { NewMessage, RequestOptions } from './chat-options.ts'
import { questionOf } from './find-message.ts'
import type { MessageTree } from './message-tree.ts'
import { createSendQueue, mostQueued, type QueuedSend } from './send-queue.ts'
import type { SharedSettings } from './shared-settings.ts'
import { filePartsOf, toUserMessage } from './user-message.ts'

/** What users say, on its way to being sent: read, in its order, one at a time. */
export interface Sending {
  /** What waits. The same array until something changes. */
  readonly items: readonly QueuedSend[]
  /** Whether something waits, or files are being read. */
  readonly isAtWork: boolean
  send(message: NewMessage, options: RequestOptions): Promise<void>
  /** Sends what waits, if it may. */
  next(): void
  /** Lets what waits go on waiting, until `goOn`. */
  hold(): void
  goOn(): void
  /** Gives up what is being read. */
  cancel(): void
  edit(id: string, message: NewMessage): Promise<void>
  remove(id?: string): void
  sendNow(id: string): Promise<void>
}

export interface SendingOptions {
  tree: MessageTree
  settings: SharedSettings
  newMessageId: () => string
  isLoading: () => boolean
  /** Whether an answer could be asked for now. */
  isFree: () => boolean
  hydrate: () => Promise<void>
  /** Ends what is under way. To be looked at again: others wait for the same. */
  becomeFree: () => Promise<void>
  /** Adds a message after `parentId` and asks for an answer. */
  say: (message: UIMessage, options: RequestOptions, parentId?: string | null, messageId?: string) => Promise<void>
  onChange: () => void
  /** A message cannot be sent as it is. */
  onRefused: (error: unknown) => void
}

export function createSending(given: SendingOptions): Sending {
  const { tree, settings, newMessageId, isLoading, isFree, hydrate, becomeFree, say, onChange, onRefused } = given
  const queue = createSendQueue(onChange)
  let reading: AbortController | undefined
  /** Settles when everything that was given before has been read. */
  let order: Promise<unknown> | undefined

  /** An id of the application's, unless another message has it: one would take the other's place. */
  function idFor(message: NewMessage): string {
    const id = 'id' in message ? message.id : undefined
    const isTaken = (each: string) => tree.nodes.has(each) || queue.items.some((item) => item.id === each)
    return id === undefined || isTaken(id) ? newMessageId() : id
  }
  /** A message as it is sent; `undefined` if it was given up. */
  async function read(message: NewMessage, id: string): Promise<UIMessage | undefined> {
    reading ??= new AbortController()
    const { signal } = reading
    try {
      return toUserMessage(message, id, await filePartsOf(message.files, { ...settings.get('attachments'), signal }))
    } catch (error) {
      if (signal.aborted) return undefined
      onRefused(error)
      throw error
    }
  }
  /** Reads at once, and is through after everything that was given before. */
  function readInOrder(message: NewMessage, id: string): Promise<UIMessage | undefined> {
    const before = order
    const own = read(message, id)
    const turn = Promise.allSettled([before]).then(() => own)
    order = turn
    // Whoever waits for it comes first; then nobody is before the next one.
    const done = () => {
      if (order === turn) order = undefined
    }
    turn.then(done, done)
    return turn
  }

  async function send(asked: NewMessage, options: RequestOptions): Promise<void> {
    // A page may empty its input before it is read.
    const files = asked.files && (Array.from(asked.files) as FileUIPart[])
    const id = idFor(asked)
    // What has no files to be read is shown before this returns.
    const isPlain = files === undefined && order === undefined
    const message = isPlain ? toUserMessage(asked, id) : await readInOrder({ ...asked, files } as NewMessage, id)
    if (message === undefined) return
    if (asked.messageId !== undefined) return edited(message, asked.messageId, options)
    if (isLoading()) return loading(message, options)
    const whenBusy = settings.get('whenBusy') ?? 'queue'
    if (whenBusy === 'interrupt') {
      while (!isFree()) await becomeFree()
      return say(message, options)
    }
    if (isFree() && queue.items.length === 0) return say(message, options)
    if (whenBusy === 'reject' && !isFree()) throw new ChatError('bad-request', 'An answer is still under way.')
    return wait(message, options)
  }
  async function edited(message: UIMessage, messageId: string, options: RequestOptions): Promise<void> {
    if (isLoading()) await hydrate()
    questionOf(tree, messageId)
    while (!isFree()) await becomeFree()
    // The server is told the question that is replaced: it may keep the history itself.
    return say(message, options, questionOf(tree, messageId).parentId, messageId)
  }
  /** Until it is known what there is, a message waits in view. */
  function loading(message: UIMessage, options: RequestOptions): Promise<void> {
    const answered = wait(message, options)
    void hydrate().then(next)
    return answered
  }
  async function wait(message: UIMessage, options: RequestOptions): Promise<void> {
    if (queue.items.length >= mostQueued) throw new ChatError('bad-request', 'Too many messages wait to be sent.')
    const answered = queue.add(message, options)
    // Whoever sends wants what was held up to go on; what is under way is waited for all the same.
    queue.isPaused = false
    next()
    return answered
  }
  function next(): void {
    if (queue.isPaused || !isFree()) return
    const first = queue.next()
    first?.settle(say(first.message, first.options))
  }

  return {
    get items() {
      return queue.items
    },
    get isAtWork() {
      return queue.items.length > 0 || order !== undefined
    },
    send,
    next,
    hold() {
      queue.isPaused = true
    },
    goOn() {
      queue.isPaused = false
    },
    cancel() {
      reading?.abort()
      reading = undefined
    },
    async edit(id, message) {
      const files = message.files && (Array.from(message.files) as FileUIPart[])
      const read = await readInOrder({ ...message, files } as NewMessage, id)
      if (read !== undefined) queue.edit(id, read)
    },
    remove: queue.remove,
    async sendNow(id) {
      if (!queue.prefer(id)) return
      while (!isFree()) await becomeFree()
      queue.isPaused = false
      next()
    },
  }
}
