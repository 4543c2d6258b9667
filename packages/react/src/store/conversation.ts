// One place joins the parts of a conversation, so that each of them can be read without the others.
import { ChatError, newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { createThreadKeeper } from '../storage/thread-keeper.ts'
import type { OwnedRun, SharedRun } from '../tabs/tab-contracts.ts'
import { tellAnswerEnded } from '../usage/answer-ended.ts'
import { createConversationTotal } from '../usage/conversation-total.ts'
import { createAnswers } from './answers.ts'
import type { AnswerOutcome, Answers, Send } from './answers-options.ts'
import { asChatError } from './as-chat-error.ts'
import type { ChatStore } from './chat-contract.ts'
import type { ChatState, ChatStoreOptions, RequestOptions } from './chat-options.ts'
import { checkChunk } from './check-chunk.ts'
import { toAnswerAnew } from './find-message.ts'
import { withoutOpenParts } from './message-ending.ts'
import { createMessageTree } from './message-tree.ts'
import { notify } from './notify.ts'
import { createOtherTabs } from './other-tabs.ts'
import { createRemoteView } from './remote-view.ts'
import { createSending } from './sending.ts'
import { createSharedSettings } from './shared-settings.ts'
import { createToolCalls } from './tool-calls.ts'

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
  const totalOf = createConversationTotal()
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
    isAnswering,
    onChange() {
      dropWhatIsGone()
      publish()
    },
    onLoaded(run) {
      if (run !== undefined && answers.active === undefined) void follow(answers.rejoin(run))
    },
    onRemoved() {
      tree.reset([])
      answers.abandon()
      publish()
    },
  })
  const others = createOtherTabs({
    name: sharedAs,
    onChange() {
      view.see(others.remote)
      if (others.remote === undefined) {
        answers.makeWay()
        tellAnswerEnded()
      }
      dropWhatIsGone()
      publish()
      sending.next()
    },
    onStopRequest: (cause) => void (cause === 'lost' ? answers.leave() : stop()),
    onOrphan(run, owned) {
      view.see(undefined)
      void inherit(run, owned)
    },
  })
  const sending = createSending({
    tree,
    settings,
    newMessageId,
    isLoading: () => keeper.state.status === 'loading',
    isFree: () => isIdle() && deciding === 0,
    hydrate: () => keeper.hydrate(),
    async becomeFree() {
      // What the application still decides is decided for another conversation.
      stops++
      if (isIdle()) await Promise.resolve()
      else await becomeIdle()
    },
    say,
    onChange: publish,
    onRefused: (error) => answers.fail(asChatError(error)),
  })
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
    onBroken: () => sending.hold(),
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
      queue: sending.items,
      storage: keeper.state,
      ...totalOf(tree.nodes),
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
    const isTaken = tree.nodes.has(id) || sending.items.some((item) => item.id === id)
    return isTaken ? newId() : id
  }

  /** What was deleted while it was being answered, here or in another tab, does not come back with its answer. */
  function dropWhatIsGone(): void {
    const { place, growingId } = answers.active ?? {}
    if (place !== undefined && place.parentId !== null && !tree.nodes.has(place.parentId)) {
      tree.adopt([], growingId === undefined ? [] : [growingId], tree.headId)
      answers.abandon()
      if (growingId !== undefined) unwanted.add(growingId)
    }
    const found = [...unwanted].filter((id) => tree.nodes.has(id))
    if (found.length === 0) return
    tree.adopt([], found, tree.headId)
    void keeper.save()
  }
  function isAnswering(): boolean {
    return answers.active !== undefined && !answers.isProbing
  }
  const isIdle = () => keeper.state.status !== 'loading' && !isAnswering() && !others.remote
  /** Ends what is under way, once it is known what is stored. To be looked at again: others wait for the same. */
  async function becomeIdle(): Promise<void> {
    // What waits is not to take the place that is made here.
    sending.hold()
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
    if (outcome !== 'none') tellAnswerEnded()
    if (outcome === 'whole') await goOnByItself(answers.lastId, options)
    closeIfUnused()
    sending.next()
  }
  /** Takes over what another tab has left behind. */
  async function inherit(run: SharedRun, owned: OwnedRun): Promise<void> {
    const isAsked = () => run.parentId === null || tree.nodes.has(run.parentId)
    if (!isAsked()) await keeper.refresh()
    if (isAsked()) return follow(answers.rejoin({ ...run, messageId: run.message?.id }, owned))
    // What it answers has been deleted, or cannot be had.
    owned.end()
    publish()
    sending.next()
  }
  async function goOnByItself(messageId: string | undefined, options: RequestOptions = {}): Promise<void> {
    const { headers, body, metadata } = options
    const decide = settings.get('sendAutomaticallyWhen')
    const messages = tree.path()
    const last = messages.at(-1)
    // What is not in view does not go on by itself, and an answer that was stopped or broke off waits for its user.
    if (decide === undefined || last === undefined || last.id !== messageId || !isIdle()) return
    if (last.metadata?.sluice?.ending !== undefined) return
    deciding++
    const before = stops
    const goesOn = await outcomeOf(() => decide({ messages }))
    deciding--
    if (!goesOn || stops !== before || !isIdle() || tree.path() !== messages) return
    await ask({ headers, body, metadata, trigger: 'submit-message', messageId: last.id })
  }
  function say(message: UIMessage, options: RequestOptions, parentId = tree.headId, messageId?: string): Promise<void> {
    tree.append(message, parentId)
    return ask({ ...options, trigger: 'submit-message', messageId })
  }
  function ask(send: Send, headId?: string | null): Promise<void> {
    // Whoever goes on wants what was held up to go on, too.
    sending.goOn()
    return follow(answers.ask(send, headId), send)
  }

  async function goOn(options: RequestOptions): Promise<void> {
    if (settings.get('whenBusy') === 'reject' && !isIdle())
      throw new ChatError('bad-request', 'An answer is still under way.')
    while (!isIdle()) await (settings.get('whenBusy') === 'interrupt' ? becomeIdle() : whenIdle())
    await ask({ ...options, trigger: 'submit-message', messageId: tree.headId ?? undefined })
  }

  /** Changes the newest message in which there is something to change, in view or not. Gives its id. */
  async function change(update: (message: UIMessage) => UIMessage): Promise<string | undefined> {
    while (others.remote) await whenIdle()
    const { active } = answers
    const growing = active?.run.snapshot()
    if (growing !== undefined && update(growing) !== growing) {
      active?.run.change(update)
      answers.flush()
      return growing.id
    }
    const all = [...tree.nodes.values()].map(({ message }) => message)
    const isMeant = (each: UIMessage) => update(each) !== each
    const message = tree.path().findLast(isMeant) ?? all.findLast(isMeant)
    if (message === undefined) return undefined
    tree.replace(message.id, update(message))
    publish()
    void keeper.save()
    return message.id
  }

  /** Lets go of the other tabs when nobody looks and nothing comes any more. */
  function closeIfUnused(): void {
    if (listeners.size > 0 || answers.active !== undefined) return
    others.leave()
    keeper.close()
  }
  async function stop(): Promise<void> {
    stops++
    sending.cancel()
    sending.hold()
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
        setTimeout(() => {
          if (listeners.size === 0) answers.cancelRetry()
          closeIfUnused()
        }, 0)
      }
    },
    configure: settings.add,
    sendMessage: (message, options = {}) => (message === undefined ? goOn(options) : sending.send(message, options)),
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
      if (isIdle() && answers.active === undefined) await follow(answers.rejoin(undefined, undefined, options), options)
      else await whenIdle()
    },
    reviveLost: () => follow(answers.revive()),
    setMessages(next) {
      const list = typeof next === 'function' ? next(view.path()) : next
      const has = (id: string | undefined) => list.some((message) => message.id === id)
      const goesOn = (id: string | undefined, parentId: string | null) =>
        id === undefined ? (list.at(-1)?.id ?? null) === parentId : has(id)
      const { active } = answers
      const { message, parentId = null } = others.remote ?? {}
      const isKept = active !== undefined && goesOn(active.growingId, active.place.parentId)
      if (others.remote && !goesOn(message?.id, parentId)) {
        if (message !== undefined) unwanted.add(message.id)
        void others.stop()
      }
      sending.cancel()
      keeper.supersede()
      tree.reset(list.map((each) => (isKept && each.id === active.growingId ? each : withoutOpenParts(each))))
      if (!isKept) answers.abandon()
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
    editQueued: sending.edit,
    removeQueued: sending.remove,
    sendQueuedNow: sending.sendNow,
    get isAtWork() {
      return isAnswering() || deciding > 0 || sending.isAtWork
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
