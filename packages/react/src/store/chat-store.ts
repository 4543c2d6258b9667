import { ChatError, newId, untilAborted } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { createThreadKeeper } from '../storage/thread-keeper.ts'
import type { ChatTransport } from '../transport/chat-transport.ts'
import { httpTransport } from '../transport/http-transport.ts'
import { type AnswerRun, createAnswerRun } from './answer-run.ts'
import { asChatError } from './as-chat-error.ts'
import type {
  ChatSettings,
  ChatState,
  ChatStatus,
  ChatStoreOptions,
  NewMessage,
  RequestOptions,
} from './chat-options.ts'
import { questionOf, toAnswerAnew } from './find-message.ts'
import { createFlusher } from './flusher.ts'
import { withEnding, withoutEnding } from './message-ending.ts'
import { createMessageTree } from './message-tree.ts'
import { notify } from './notify.ts'
import { createSharedSettings } from './shared-settings.ts'
import { toUserMessage } from './user-message.ts'

/** A conversation, apart from any user interface: it owns the thread, its status, and the answer on its way. */
export interface ChatStore {
  readonly id: string
  getState(): ChatState
  /** The state at the beginning, which a server renders too. */
  getInitialState(): ChatState
  subscribe(listener: () => void): () => void
  /** Adds settings; of several the latest counts, field by field. Returns a function that takes them away. */
  configure(settings: ChatSettings): () => void
  /**
   * Says something; without a message, goes on with the conversation as it is. An answer under way is stopped first.
   * Resolves when the answer has ended, however it ended: failures are in the state.
   *
   * @throws ChatError `bad-request` for a `messageId` that is no user message of the conversation.
   */
  sendMessage(message?: NewMessage, options?: RequestOptions): Promise<void>
  /** Answers anew; the old answer stays on its own branch. @throws ChatError as `sendMessage` */
  regenerate(options?: RequestOptions & { messageId?: string | undefined }): Promise<void>
  /** Ends the answer under way and keeps what has come. */
  stop(): Promise<void>
  /** Puts other messages in place of all there are, branches included. */
  setMessages(messages: UIMessage[] | ((messages: UIMessage[]) => UIMessage[])): void
  clearError(): void
  /** Loads what is stored, once. Never rejects: a failure is in the state. */
  hydrate(): Promise<void>
  /** Writes what has changed to the storage. Never rejects. */
  save(): Promise<void>
}

type Send = RequestOptions & { trigger: 'submit-message' | 'regenerate-message'; messageId: string | undefined }

/** An answer on its way, and where it belongs. */
interface Active {
  run: AnswerRun
  done: Promise<void>
  /** What the answer follows. */
  parentId: string | null
  /** Its id in the tree, once it is there. */
  growingId: string | undefined
}

export function createChatStore({ id, messages = [], storage }: ChatStoreOptions): ChatStore {
  const listeners = new Set<() => void>()
  const tree = createMessageTree()
  if (messages.length > 0) tree.reset(messages)
  const settings = createSharedSettings()
  let status: ChatStatus = 'ready'
  let error: ChatError | undefined
  let retryAt: number | undefined
  let active: Active | undefined
  let defaultTransport: ChatTransport | undefined
  const keeper = createThreadKeeper({
    threadId: id,
    storage,
    tree,
    growingId: () => active?.growingId,
    onChange: publish,
  })
  const initialState = currentState()
  let state = initialState
  /** An id that no message has: a counter that began anew after a reload would overwrite old ones. */
  function newMessageId(): string {
    const id = (settings.get('generateId') ?? newId)()
    return tree.nodes.has(id) ? newId() : id
  }
  const flusher = createFlusher(flush, () => settings.get('throttle') ?? 50)

  function currentState(): ChatState {
    return { messages: tree.path(), status, error, retryAt, notice: active?.run.notice, storage: keeper.state }
  }
  function publish(): void {
    const next = currentState()
    if (Object.entries(next).every(([field, value]) => state[field as keyof ChatState] === value)) return
    state = next
    for (const listener of [...listeners]) notify(listener, undefined)
  }

  /** Brings the growing answer up to date, in the tree and for whoever looks. */
  function flush(): void {
    if (active?.run.hasContent) put(active, active.run.snapshot())
    publish()
    keeper.saveLater()
  }
  function put(to: Active, message: UIMessage): void {
    if (to.growingId === undefined) tree.append(message, to.parentId)
    else tree.replace(to.growingId, message)
    to.growingId = message.id
  }

  const isIdle = () => keeper.state.status !== 'loading' && active === undefined
  /** Ends the answer under way, once it is known what is stored. To be looked at again: others wait for the same. */
  async function becomeIdle(): Promise<void> {
    await keeper.hydrate()
    await stop()
  }

  function begin(send: Send, headId = tree.headId): Promise<void> {
    const last = headId === null ? undefined : tree.nodes.get(headId)?.message
    if (last === undefined) throw new ChatError('bad-request', 'There is nothing to answer.')
    tree.setHead(headId)
    const path = tree.path()
    // After a tool's result the same answer goes on.
    const continued = last.role === 'assistant' ? last : undefined
    const run = createAnswerRun({
      message: continued ? withoutEnding(continued) : { id: newMessageId(), role: 'assistant', parts: [] },
      isTaken: (messageId) => tree.nodes.has(messageId),
      onChange() {
        if (active?.run !== run) return
        // A notice is no news of the answer itself, and the first word after it is not to wait for the pace.
        if (!run.hasContent) return publish()
        status = 'streaming'
        flusher.request()
      },
      onData: (part) => notify(settings.get('onData'), part),
    })
    const next: Active = { run, done: Promise.resolve(), parentId: headId, growingId: continued?.id }
    active = next
    status = 'submitted'
    error = retryAt = undefined
    publish()
    void keeper.save()
    next.done = drive(next, path, send)
    return next.done
  }

  async function drive(own: Active, path: UIMessage[], { trigger, messageId, ...options }: Send): Promise<void> {
    const { run } = own
    try {
      await untilAborted(ask(), run.signal)
      settle(own)
    } catch (thrown) {
      if (run.signal.aborted) settle(own, 'stopped')
      else settle(own, 'interrupted', asChatError(thrown))
    }
    async function ask(): Promise<void> {
      // Whoever was told of the send may have stopped it at once.
      run.signal.throwIfAborted()
      defaultTransport ??= httpTransport()
      // One of the AI SDK takes and gives the same things under other types.
      const transport = (settings.get('transport') as ChatTransport | undefined) ?? defaultTransport
      const request = { ...options, trigger, messageId, chatId: id, messages: path, abortSignal: run.signal }
      await run.read(await transport.sendMessages(request))
    }
  }

  /** Everything that ends an answer, in one update. */
  function settle(own: Active, ending?: 'stopped' | 'interrupted', failure?: ChatError): void {
    // Other messages were put in place meanwhile.
    if (active !== own) return
    const { run } = own
    flusher.cancel()
    run.close()
    const message = ending === undefined ? run.snapshot() : withEnding(run.snapshot(), ending)
    if (run.hasContent || ending === undefined) put(own, message)
    active = undefined
    status = failure === undefined ? 'ready' : 'error'
    error = failure
    retryAt = failure?.retryAfterMs === undefined ? undefined : Date.now() + failure.retryAfterMs
    publish()
    void keeper.save()
    if (failure !== undefined) notify(settings.get('onError'), failure)
    notify(settings.get('onFinish'), {
      message,
      messages: tree.path(),
      isAbort: ending === 'stopped',
      isDisconnect: failure?.code === 'network' || failure?.code === 'interrupted',
      isError: failure !== undefined,
      finishReason: run.finishReason,
    })
  }

  async function stop(): Promise<void> {
    const stopping = active
    stopping?.run.stop()
    await stopping?.done
  }

  return {
    id,
    getState: () => state,
    getInitialState: () => initialState,
    subscribe(listener) {
      listeners.add(listener)
      void keeper.hydrate()
      return () => listeners.delete(listener)
    },
    configure: settings.add,
    async sendMessage(message, options = {}) {
      while (!isIdle()) await becomeIdle()
      if (message !== undefined) {
        const parentId = message.messageId === undefined ? tree.headId : questionOf(tree, message.messageId).parentId
        tree.append(toUserMessage(message, newMessageId()), parentId)
      }
      await begin({ ...options, trigger: 'submit-message', messageId: message?.messageId })
    },
    async regenerate({ messageId, ...options } = {}) {
      while (!isIdle()) await becomeIdle()
      const { replacedId, headId } = toAnswerAnew(tree, messageId)
      await begin({ ...options, trigger: 'regenerate-message', messageId: replacedId }, headId)
    },
    stop,
    setMessages(next) {
      const list = typeof next === 'function' ? next(tree.path()) : next
      const stopping = active
      active = undefined
      stopping?.run.stop()
      flusher.cancel()
      keeper.supersede()
      tree.reset(list)
      if (stopping !== undefined) status = 'ready'
      publish()
      void keeper.save()
    },
    clearError() {
      if (status === 'error') status = 'ready'
      error = retryAt = undefined
      publish()
    },
    hydrate: keeper.hydrate,
    async save() {
      flusher.cancel()
      flush()
      await keeper.save()
    },
  }
}
