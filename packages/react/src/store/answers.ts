// One machine from the send to the end of an answer: its states refer to each other, and several files would only pass
// them to and fro.
import { type ChatError, newId, untilAborted } from '@sluice/core'
import type { StoredRun } from '../storage/chat-storage.ts'
import type { OwnedRun } from '../tabs/tab-contracts.ts'
import type { ChatTransport, ChunkStream, ReconnectOptions } from '../transport/chat-transport.ts'
import { httpTransport } from '../transport/http-transport.ts'
import { type AnswerPlace, giveWay, placeOfRun, placeToAsk, placeToResume } from './answer-place.ts'
import { createAnswerRun } from './answer-run.ts'
import type { ActiveAnswer, AnswerOutcome, Answers, AnswersOptions, Send } from './answers-options.ts'
import { asChatError } from './as-chat-error.ts'
import type { ChatStatus, RequestOptions } from './chat-options.ts'
import { beforeFirst } from './event-id.ts'
import { createFlusher } from './flusher.ts'
import { followAnswer } from './follow-answer.ts'
import { withEnding } from './message-ending.ts'
import { notify } from './notify.ts'
import { createRetryTimer } from './retry-timer.ts'

interface Active extends ActiveAnswer {
  done: Promise<AnswerOutcome>
  growingId: string | undefined
  owned: OwnedRun | undefined
  readonly place: AnswerPlace
  readonly idempotencyKey: string
  readonly send: Send | undefined
  readonly transport: ChatTransport
  /** Whether nobody is to know of it before the server has said that there is such an answer. */
  isQuiet: boolean
  isStopping: boolean
  /** Whether it is this tab that answers; otherwise it waits until others have. */
  hasTurn: boolean
  /** What was waiting for its turn when this one was inherited: it comes next. */
  waiter: Active | undefined
  /** Whether the answer is known to have begun. */
  readonly isRejoin: boolean
}

/** Whether it is only asked whether there is an answer. */
const isProbe = ({ isQuiet, isRejoin }: Pick<Active, 'isQuiet' | 'isRejoin'>) => isQuiet && !isRejoin

interface Beginning extends Pick<Active, 'place' | 'idempotencyKey' | 'owned' | 'send' | 'isQuiet' | 'isRejoin'> {
  connect: (active: Active) => Promise<ChunkStream | null>
}

// A storage that never answers must not hold up the other tabs.
const longestSaveMs = 3_000

export function createAnswers(options: AnswersOptions): Answers {
  const { chatId, tree, settings, sharing, newMessageId, onChange, save, saveLater } = options
  let status: ChatStatus = 'ready'
  let error: ChatError | undefined
  let retryAt: number | undefined
  let active: Active | undefined
  /** What can be rejoined once there is a connection again. */
  let lost: StoredRun | undefined
  let lastId: string | undefined
  /** The question that has not had its turn, and what other tabs had had answered before it was asked. */
  let waiting: { id: string | null; lastId: string | null } | undefined
  let defaultTransport: ChatTransport | undefined
  const retry = createRetryTimer()
  const flusher = createFlusher(flush, () => settings.get('throttle') ?? settings.get('experimental_throttle') ?? 50)

  function currentTransport(): ChatTransport {
    // One of the AI SDK takes and gives the same things under other types.
    const given = settings.get('transport') as ChatTransport | undefined
    if (given !== undefined) return given
    defaultTransport ??= httpTransport()
    return defaultTransport
  }

  /** Brings the growing answer up to date, in the tree and for whoever looks. */
  function flush(): void {
    if (active?.run.hasContent) put(active)
    onChange()
    if (active !== undefined) share(active)
    saveLater()
  }
  function put(to: Active, message = to.run.snapshot()): void {
    const known = to.growingId ?? (tree.nodes.has(message.id) ? message.id : undefined)
    if (known === undefined) {
      const { headId } = tree
      tree.append(message, to.place.parentId)
      // Whoever has gone to another branch meanwhile stays there.
      if (headId !== to.place.parentId) tree.setHead(headId)
    } else tree.replace(known, message)
    to.growingId = message.id
  }
  function recordOf({ run, place, idempotencyKey, growingId }: Active): StoredRun {
    const { lastEventId, isLogged } = run
    const { parentId, base } = place
    return { idempotencyKey, parentId, messageId: growingId, lastEventId, isLogged, base }
  }
  function share(own: Active): void {
    if (own.isQuiet || own.owned === undefined) return
    const { messageId, ...run } = recordOf(own)
    const message = messageId === undefined ? undefined : tree.nodes.get(messageId)?.message
    own.owned.share({ ...run, message, status: own.run.hasContent ? 'streaming' : 'submitted' })
  }

  function start({ connect, ...beginning }: Beginning): Promise<AnswerOutcome> {
    // A question to the server gives way.
    if (active !== undefined && isProbe(active)) active.run.stop()
    const waiter = beginning.owned && !active?.hasTurn && !active?.isQuiet ? active : undefined
    const transport = currentTransport()
    const { message, joinsText, seen, mayTake } = beginning.place
    const run = createAnswerRun({
      message,
      joinsText,
      seen,
      isReplay: transport.resumeStreamIsReplay,
      isTaken: (id) => id !== mayTake && tree.nodes.has(id),
      onChange() {
        if (active !== next) return
        // A notice is no news of the answer itself, and the first word after it is not to wait for the pace.
        if (!run.hasContent) return onChange()
        if (!next.isQuiet) status = 'streaming'
        flusher.request()
      },
      onData: (part) => notify(settings.get('onData'), part),
      onToolCall: options.onToolCall,
      check: options.check(),
    })
    const done = Promise.resolve('none' as const)
    const next: Active = {
      ...beginning,
      growingId: undefined,
      run,
      transport,
      done,
      isStopping: false,
      hasTurn: false,
      waiter,
    }
    active = next
    if (!next.isQuiet) show(next)
    next.done = drive(next, () => connect(next))
    return next.done
  }
  /** Whatever was to be tried again has been overtaken. */
  function forget(): void {
    retry.cancel()
    lost = undefined
  }
  function show(own: Active): void {
    forget()
    own.isQuiet = false
    own.growingId = own.place.growingId
    if (own.place.seen !== undefined) put(own)
    status = own.run.hasContent ? 'streaming' : 'submitted'
    error = retryAt = undefined
    onChange()
    void save()
  }

  async function drive(own: Active, connect: () => Promise<ChunkStream | null>): Promise<AnswerOutcome> {
    const { run, isRejoin } = own
    try {
      return (await untilAborted(follow(), run.signal)) ? settle(own) : settle(own, 'none')
    } catch (thrown) {
      return run.signal.aborted ? settle(own, 'stopped') : settle(own, 'interrupted', asChatError(thrown))
    }
    async function follow(): Promise<boolean> {
      // Whoever was told of the send may have stopped it at once.
      run.signal.throwIfAborted()
      const finding = sharing()
      const shared = finding && (await finding)
      run.signal.throwIfAborted()
      if (shared !== undefined) own.owned ??= await (isRejoin || own.isQuiet ? shared.tryOwn() : shared.own(run.signal))
      if (run.signal.aborted) own.owned?.end()
      run.signal.throwIfAborted()
      // Another tab is at it, and will tell of it.
      if (shared !== undefined && own.owned === undefined) {
        own.isQuiet = true
        return false
      }
      own.hasTurn = true
      if (isRejoin && own.isQuiet) show(own)
      // What waited is not stored as being under way: nobody could rejoin it.
      else if (shared !== undefined) void save()
      share(own)
      return followAnswer({
        run,
        isRejoin,
        async connect() {
          const stream = await connect()
          if (stream !== null && own.isQuiet) show(own)
          return stream
        },
        reconnect: (lastEventId) => reconnect(own, { ...own.send, lastEventId }),
      })
    }
  }
  async function reconnect({ transport, run }: Active, request: Omit<ReconnectOptions, 'chatId' | 'abortSignal'>) {
    const { headers, body, metadata, lastEventId, idempotencyKey } = request
    const wanted = { headers, body, metadata, lastEventId, idempotencyKey, chatId: chatId(), abortSignal: run.signal }
    return (await transport.reconnectToStream?.(wanted)) ?? null
  }

  /** Everything that ends an answer, in one update. `none`: there was no such answer. */
  function settle(own: Active, ending?: 'stopped' | 'interrupted' | 'none', failure?: ChatError): AnswerOutcome {
    // Other messages were put in place meanwhile.
    if (active !== own) {
      release(own)
      return 'broken'
    }
    const { run, send, isQuiet } = own
    if (isQuiet && failure === undefined) return settleQuietly(own)
    const isWhole = ending === undefined
    const isShown = run.hasContent && !isQuiet
    flusher.cancel()
    run.close()
    const message = isWhole ? run.snapshot() : withEnding(run.snapshot(), ending === 'stopped' ? ending : 'interrupted')
    if (isShown || isWhole) put(own, message)
    const isOutOfReach = run.isCut ? run.isLogged : failure?.code === 'network' && run.lastEventId !== undefined
    if (isOutOfReach && ending !== 'stopped') lost = recordOf(own)
    active = own.waiter
    lastId = own.growingId
    status = active !== undefined ? 'submitted' : failure === undefined ? 'ready' : 'error'
    error = failure
    retryAt = failure?.retryAfterMs === undefined ? undefined : Date.now() + failure.retryAfterMs
    if (isWhole) retry.succeeded()
    if (failure && send && !run.hasContent && settings.get('autoRetry')) {
      const { headId } = tree
      // The conversation may have gone on elsewhere, or be looked at in another branch.
      retry.failed(failure, () => tree.headId === headId && options.onRetry(send))
    }
    if (failure !== undefined) options.onBroken()
    if (send === undefined) makeWay(lastId)
    onChange()
    release(own)
    if (failure !== undefined) notify(settings.get('onError'), failure)
    if (isQuiet || (ending === 'none' && !isShown)) return failure ? 'broken' : 'none'
    notify(settings.get('onFinish'), {
      message,
      messages: tree.headId === message.id || !tree.nodes.has(message.id) ? tree.path() : tree.pathTo(message.id),
      isAbort: ending === 'stopped',
      isDisconnect: ending === 'none' || failure?.code === 'network' || failure?.code === 'interrupted',
      isError: failure !== undefined,
      finishReason: run.finishReason,
    })
    if (!isWhole) return 'broken'
    return run.hasContent ? 'whole' : 'empty'
  }
  /** There was no answer, or another tab has it: nothing has happened. */
  function settleQuietly(own: Active): AnswerOutcome {
    active = undefined
    if (status !== 'error') status = 'ready'
    onChange()
    release(own)
    return 'none'
  }
  /** Lets the other tabs have their turn, once all is written. */
  function release(own: Active): void {
    share(own)
    const { owned } = own
    if (owned === undefined) return void save()
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestSaveMs)
    })
    void Promise.race([save(), patience]).then(() => {
      clearTimeout(timer)
      owned.end()
    })
  }
  function stopOnServer(own: Active): void {
    const { transport, idempotencyKey, send, isQuiet, isStopping } = own
    own.isStopping = true
    if (isQuiet || isStopping) return
    const { headers, metadata } = send ?? {}
    // Whether it arrives is the server's affair: for the user the answer has ended.
    transport.stopRun?.({ chatId: chatId(), headers, metadata, idempotencyKey }).catch(() => undefined)
  }

  function makeWay(endId = options.lastElsewhere()): void {
    if (waiting === undefined || waiting.lastId === endId || !giveWay(tree, waiting.id, endId)) return
    onChange()
    void save()
  }

  async function rejoin(found?: StoredRun, owned?: OwnedRun, request: RequestOptions = {}): Promise<AnswerOutcome> {
    return start({
      place: found ? placeOfRun(tree, found, newMessageId) : placeToResume(tree, newMessageId),
      idempotencyKey: found?.idempotencyKey ?? newId(),
      owned,
      send: undefined,
      // Another tab may be at it, or have ended it meanwhile: what is known here must not be written over that.
      isQuiet: found === undefined || (owned === undefined && sharing() !== undefined),
      isRejoin: found !== undefined,
      async connect(own) {
        if (found?.isLogged === false) return null
        if (found?.lastEventId === undefined)
          return reconnect(own, { ...request, idempotencyKey: found?.idempotencyKey })
        return reconnect(own, { ...request, lastEventId: beforeFirst(found.lastEventId) })
      },
    })
  }

  return {
    get status() {
      return status
    },
    get error() {
      return error
    },
    get retryAt() {
      return retryAt
    },
    get active() {
      return active
    },
    get isProbing() {
      return active !== undefined && isProbe(active)
    },
    get record() {
      return active?.hasTurn && !active.isQuiet ? recordOf(active) : undefined
    },
    async ask(send, headId = tree.headId) {
      const place = placeToAsk(tree, headId, newMessageId)
      tree.setHead(headId)
      // A question that is edited or answered anew stays where it is.
      const isNew = send.trigger === 'submit-message' && send.messageId === undefined
      waiting = isNew ? { id: headId, lastId: options.lastElsewhere() } : undefined
      const idempotencyKey = newId()
      return start({
        place,
        idempotencyKey,
        owned: undefined,
        send,
        isQuiet: false,
        isRejoin: false,
        connect({ run, transport }) {
          makeWay()
          waiting = undefined
          tree.setHead(headId)
          const messages = tree.path()
          return transport.sendMessages({
            ...send,
            chatId: chatId(),
            messages,
            abortSignal: run.signal,
            idempotencyKey,
          })
        },
      })
    },
    rejoin,
    makeWay: () => makeWay(),
    async revive() {
      const isLast = lost !== undefined && tree.headId === (lost.messageId ?? lost.parentId)
      return isLast && active === undefined ? rejoin(lost) : 'none'
    },
    async stop() {
      retry.cancel()
      if (active === undefined) return
      const { run, done, waiter } = active
      active.waiter = undefined
      waiter?.run.stop()
      run.stop()
      stopOnServer(active)
      await done
    },
    abandon() {
      forget()
      flusher.cancel()
      const left = active
      active = error = retryAt = undefined
      status = 'ready'
      if (left === undefined) return
      const { run, isQuiet, waiter } = left
      waiter?.run.stop()
      run.stop()
      stopOnServer(left)
      run.close()
      if (isQuiet) return
      const message = withEnding(run.snapshot(), 'stopped')
      const how = { isAbort: true, isDisconnect: false, isError: false, finishReason: undefined }
      notify(settings.get('onFinish'), { message, messages: tree.path(), ...how })
    },
    fail(failure) {
      error = failure
      if (active === undefined) status = 'error'
      onChange()
      notify(settings.get('onError'), failure)
    },
    cancelRetry: retry.cancel,
    get lastId() {
      return lastId
    },
    leave() {
      if (active === undefined) return
      const { run, waiter } = active
      active = waiter
      status = waiter === undefined ? 'ready' : 'submitted'
      flusher.cancel()
      run.stop()
      onChange()
    },
    clearError() {
      retry.cancel()
      if (status === 'error') status = 'ready'
      error = retryAt = undefined
      onChange()
    },
    flush() {
      flusher.cancel()
      flush()
    },
  }
}
