// One place joins the parts of a conversation, so that each of them can be read without the others.
import { ChatError, newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { createThreadKeeper } from '../storage/thread-keeper.ts'
import { createAnswers } from './answers.ts'
import type { AnswerOutcome, Answers, Send } from './answers-options.ts'
import type { ChatStore } from './chat-contract.ts'
import type { ChatState, ChatStoreOptions, NewMessage, RequestOptions } from './chat-options.ts'
import { checkChunk } from './check-chunk.ts'
import { questionOf, toAnswerAnew } from './find-message.ts'
import { createMessageTree } from './message-tree.ts'
import { notify } from './notify.ts'
import { createOtherTabs } from './other-tabs.ts'
import { createRemoteView } from './remote-view.ts'
import { createSendQueue, mostQueued } from './send-queue.ts'
import { createSharedSettings } from './shared-settings.ts'
import { createToolCalls } from './tool-calls.ts'
import { filePartsOf, toUserMessage } from './user-message.ts'

/** The parts of a conversation, joined. */
export function createConversation({ id: givenId, messages = [], storage, sharedAs }: ChatStoreOptions): ChatStore {
  let ownId = givenId
  // Not before it is asked for: where a module is loaded, chance may not be at hand yet.
  const chatId = () => (ownId ??= newId())
  const listeners = new Set<() => void>()
  const tree = createMessageTree()
  if (messages.length > 0) tree.reset(messages)
  const view = createRemoteView(tree)
  const settings = createSharedSettings()
  let preparing: AbortController | undefined
  /** Answers that were under way when what they answer was deleted. */
  const unwanted = new Set<string>()
  /** How many questions to the application are open whether to go on. */
  let deciding = 0
  let stops = 0

  const keeper = createThreadKeeper({
    threadId: givenId ?? '',
    storage,
    tree,
    growingId: () => answers.active?.growingId,
    run: () => answers.record,
    onChange() {
      dropWhatIsGone()
      publish()
    },
    onLoaded: (run) => run && void follow(answers.rejoin(run)),
    onRemoved() {
      answers.abandon()
      tree.reset([])
      publish()
    },
  })
  const others = createOtherTabs({
    name: sharedAs,
    onChange() {
      view.see(others.remote)
      dropWhatIsGone()
      publish()
      sendNext()
    },
    onStopRequest: (cause) => void (cause === 'lost' ? answers.leave() : stop()),
    onOrphan(run, owned) {
      view.see(undefined)
      void follow(answers.rejoin({ ...run, messageId: run.message?.id }, owned))
    },
  })
  const queue = createSendQueue(publish)
  const answers: Answers = createAnswers({
    chatId,
    tree,
    settings,
    sharing: others.find,
    lastElsewhere: () => view.lastId,
    newMessageId,
    onChange: publish,
    onToolCall: (call) => tools.carryOut(call),
    check() {
      const expected = { metadata: settings.get('messageMetadataSchema'), data: settings.get('dataPartSchemas') }
      if (expected.metadata === undefined && expected.data === undefined) return undefined
      return (chunk, message) => checkChunk(chunk, message, expected)
    },
    save: keeper.save,
    saveLater: keeper.saveLater,
    onRetry: (send) => void ask(send),
  })
  const tools = createToolCalls({ settings, change, onAnswered: goOnByItself })

  const initialState = currentState()
  let state = initialState
  function currentState(): ChatState {
    const remote = others.remote
    const { status, error, retryAt, active } = answers
    return {
      messages: view.path(),
      status: remote?.status ?? status,
      error,
      retryAt,
      notice: active?.run.notice,
      queue: queue.items,
      storage: keeper.state,
    }
  }
  function publish(): void {
    const next = currentState()
    if (Object.entries(next).every(([field, value]) => state[field as keyof ChatState] === value)) return
    state = next
    for (const listener of [...listeners]) notify(listener, undefined)
  }
  /** An id that no message has: a counter that began anew after a reload would overwrite old ones. */
  function newMessageId(): string {
    const id = (settings.get('generateId') ?? newId)()
    return tree.nodes.has(id) ? newId() : id
  }

  /** What was deleted while it was being answered, here or in another tab, does not come back with its answer. */
  function dropWhatIsGone(): void {
    const { place, growingId } = answers.active ?? {}
    if (place !== undefined && place.parentId !== null && !tree.nodes.has(place.parentId)) {
      answers.abandon()
      if (growingId !== undefined) unwanted.add(growingId)
    }
    const found = [...unwanted].filter((id) => tree.nodes.has(id))
    if (found.length === 0) return
    tree.adopt([], found, tree.headId)
    void keeper.save()
  }
  const isIdle = () => keeper.state.status !== 'loading' && answers.active === undefined && !others.remote
  /** Ends what is under way, once it is known what is stored. To be looked at again: others wait for the same. */
  async function becomeIdle(): Promise<void> {
    await keeper.hydrate()
    await Promise.all([answers.stop(), others.stop()])
  }
  /** Waits for the end of what is under way. To be looked at again, too. */
  async function whenIdle(): Promise<void> {
    await keeper.hydrate()
    await answers.active?.done
    await others.whenQuiet()
  }

  /** All that comes after an answer: the conversation goes on by itself, or with what waits. */
  async function follow(answered: Promise<AnswerOutcome>, options: RequestOptions = {}): Promise<void> {
    const outcome = await answered
    if (outcome === 'broken') queue.isPaused = true
    if (outcome === 'whole') await goOnByItself(options)
    closeIfUnused()
    sendNext()
  }
  async function goOnByItself({ headers, body, metadata }: RequestOptions = {}): Promise<void> {
    const decide = settings.get('sendAutomaticallyWhen')
    const messages = tree.path()
    const last = messages.at(-1)
    // An answer that was stopped or broke off waits for its user.
    if (decide === undefined || last?.metadata?.sluice?.ending !== undefined || !isIdle()) return
    deciding++
    const before = stops
    const goesOn = await outcomeOf(() => decide({ messages }))
    deciding--
    if (!goesOn || stops !== before || !isIdle() || tree.path() !== messages) return
    await ask({ headers, body, metadata, trigger: 'submit-message', messageId: last?.id })
  }
  function sendNext(): void {
    if (queue.isPaused || deciding > 0 || !isIdle()) return
    const next = queue.next()
    next?.settle(say(next.message, next.options))
  }
  function say(message: UIMessage, options: RequestOptions, parentId = tree.headId, messageId?: string): Promise<void> {
    tree.append(message, parentId)
    return ask({ ...options, trigger: 'submit-message', messageId })
  }
  function ask(send: Send, headId?: string | null): Promise<void> {
    // Whoever goes on wants what was held up to go on, too.
    queue.isPaused = false
    return follow(answers.ask(send, headId), send)
  }

  /** A message as it is sent; `undefined` if it was stopped while its files were read. */
  async function prepared(message: NewMessage, id = newMessageId()): Promise<UIMessage | undefined> {
    preparing ??= new AbortController()
    const { signal } = preparing
    try {
      return toUserMessage(message, id, await filePartsOf(message.files, { ...settings.get('attachments'), signal }))
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }
  async function send(given: NewMessage, options: RequestOptions): Promise<void> {
    // What has no files to be read is shown before this returns.
    const message = given.files === undefined ? toUserMessage(given, newMessageId()) : await prepared(given)
    if (message === undefined) return
    if (keeper.state.status === 'loading') await keeper.hydrate()
    const { messageId } = given
    if (messageId !== undefined) {
      questionOf(tree, messageId)
      while (!isIdle()) await becomeIdle()
      return say(message, options, questionOf(tree, messageId).parentId, messageId)
    }
    const whenBusy = settings.get('whenBusy') ?? 'queue'
    if (whenBusy === 'interrupt') {
      stops++
      while (!isIdle()) await becomeIdle()
      return say(message, options)
    }
    const isFree = isIdle() && deciding === 0
    if (isFree && queue.items.length === 0) return say(message, options)
    if (!isFree && whenBusy === 'reject') throw new ChatError('bad-request', 'An answer is still under way.')
    if (queue.items.length >= mostQueued) throw new ChatError('bad-request', 'Too many messages wait to be sent.')
    const answered = queue.add(message, options)
    // Whoever sends wants what was held up to go on; what is under way is waited for all the same.
    queue.isPaused = false
    sendNext()
    return answered
  }
  async function goOn(options: RequestOptions): Promise<void> {
    if (settings.get('whenBusy') === 'reject' && !isIdle())
      throw new ChatError('bad-request', 'An answer is still under way.')
    while (!isIdle()) await (settings.get('whenBusy') === 'interrupt' ? becomeIdle() : whenIdle())
    await ask({ ...options, trigger: 'submit-message', messageId: tree.headId ?? undefined })
  }

  /** Changes the newest message in which there is something to change. */
  async function change(update: (message: UIMessage) => UIMessage): Promise<void> {
    while (others.remote) await whenIdle()
    const { active } = answers
    const growing = active?.run.snapshot()
    if (growing !== undefined && update(growing) !== growing) {
      active?.run.change(update)
      return answers.flush()
    }
    const message = tree.path().findLast((each) => update(each) !== each)
    if (message === undefined) return
    tree.replace(message.id, update(message))
    publish()
    void keeper.save()
  }

  /** Lets go of the other tabs when nobody looks and nothing comes any more. */
  function closeIfUnused(): void {
    if (listeners.size > 0 || answers.active !== undefined) return
    others.leave()
    keeper.close()
  }
  async function stop(): Promise<void> {
    preparing?.abort()
    preparing = undefined
    stops++
    queue.isPaused = true
    await Promise.all([answers.stop(), others.stop()])
  }

  return {
    get id() {
      return chatId()
    },
    getState: () => state,
    getInitialState: () => initialState,
    getMessage: view.get,
    subscribe(listener) {
      listeners.add(listener)
      void others.find()
      void keeper.hydrate()
      return () => {
        listeners.delete(listener)
        // Later, because StrictMode lets go and takes again.
        setTimeout(closeIfUnused, 0)
      }
    },
    configure: settings.add,
    sendMessage: (message, options = {}) => (message === undefined ? goOn(options) : send(message, options)),
    async regenerate({ messageId, ...options } = {}) {
      while (!isIdle()) await becomeIdle()
      const { replacedId, headId } = toAnswerAnew(tree, messageId)
      await ask({ ...options, trigger: 'regenerate-message', messageId: replacedId }, headId)
    },
    async continue(options = {}) {
      while (!isIdle()) await becomeIdle()
      const last = tree.path().at(-1)
      if (last?.metadata?.sluice?.ending === undefined) {
        throw new ChatError('bad-request', 'The last answer did not break off.')
      }
      await ask({ ...options, trigger: 'submit-message', messageId: last.id })
    },
    stop,
    async resumeStream(options = {}) {
      await keeper.hydrate()
      if (isIdle()) await follow(answers.rejoin(undefined, undefined, options), options)
      else await whenIdle()
    },
    reviveLost: () => follow(answers.revive()),
    setMessages(next) {
      const list = typeof next === 'function' ? next(view.path()) : next
      const { message } = others.remote ?? {}
      if (message !== undefined) unwanted.add(message.id)
      void others.stop()
      answers.abandon()
      keeper.supersede()
      tree.reset(list)
      publish()
      void keeper.save()
    },
    clearError: answers.clearError,
    addToolOutput: tools.addOutput,
    addToolApprovalResponse: tools.addApproval,
    branch(messageId) {
      const ids = tree.siblings(messageId)
      return {
        index: Math.max(0, ids.indexOf(messageId)),
        count: Math.max(1, ids.length),
        goTo(index) {
          const id = ids[index]
          if (id === undefined) return
          tree.setHead(tree.leafOf(id))
          publish()
          keeper.saveLater()
        },
      }
    },
    async editQueued(id, message) {
      const next = await prepared(message, id)
      if (next !== undefined) queue.edit(id, next)
    },
    removeQueued: queue.remove,
    async sendQueuedNow(id) {
      if (!queue.prefer(id)) return
      while (!isIdle()) await becomeIdle()
      queue.isPaused = false
      sendNext()
    },
    hydrate: keeper.hydrate,
    async save() {
      answers.flush()
      await keeper.saveAtOnce()
    },
  }
}

/** What an application's function decides. One that throws has decided nothing; what it throws is the application's to see. */
async function outcomeOf(decide: () => boolean | PromiseLike<boolean>): Promise<boolean> {
  try {
    return await decide()
  } catch (error) {
    notify(() => {
      throw error
    }, undefined)
    return false
  }
}
