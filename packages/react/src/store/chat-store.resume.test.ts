import { ChatError } from '@sluice/core'
import type { UIMessage, UIMessageChunk } from '@sluice/core/ui'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoredThread } from '../storage/chat-storage.ts'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { settled } from '../test-support/settled.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import type {
  ChatTransport,
  ChunkBatches,
  ReconnectOptions,
  SendMessagesOptions,
  StopRunOptions,
} from '../transport/chat-transport.ts'
import type { AnswerEnding, ChatStoreOptions } from './chat-options.ts'
import { createChatStore } from './chat-store.ts'

afterEach(() => {
  vi.useRealTimers()
})

interface LoggingServer {
  /** How many events each connection gives before it breaks. */
  breaksAfter: number[]
  knowsRun: boolean
  failure: Error | undefined
  reconnects: (string | undefined)[]
  stops: StopRunOptions[]
  sends: number
  transport: ChatTransport & { sendMessages(options?: SendMessagesOptions): Promise<ChunkBatches> }
}

/** A server that logs its runs: one run, of one word an event. */
function loggingServer(words: readonly string[], messageId = 'answer'): LoggingServer {
  const events: UIMessageChunk[] = [
    { type: 'start', messageId },
    { type: 'text-start', id: '0' },
    ...words.map((delta) => ({ type: 'text-delta' as const, id: '0', delta })),
    { type: 'text-end', id: '0' },
    { type: 'finish', finishReason: 'stop' },
  ]
  const server: LoggingServer = {
    breaksAfter: [],
    knowsRun: true,
    failure: undefined,
    reconnects: [],
    stops: [],
    sends: 0,
    transport: {
      async sendMessages() {
        server.sends++
        return stream(0)
      },
      async reconnectToStream({ lastEventId, idempotencyKey }: ReconnectOptions) {
        server.reconnects.push(lastEventId ?? idempotencyKey)
        if (server.failure !== undefined) throw server.failure
        return server.knowsRun ? stream(Number(lastEventId?.split('.').at(-1) ?? 0)) : null
      },
      async stopRun(options: StopRunOptions) {
        server.stops.push(options)
      },
    },
  }
  function stream(after: number): ChunkBatches {
    let lastEventId: string | undefined
    const upTo = server.breaksAfter.shift() ?? events.length
    async function* read() {
      for (let index = after; index < events.length; index++) {
        if (index >= upTo) throw new TypeError('network error')
        lastEventId = `run.${index + 1}`
        yield [events[index]!]
      }
    }
    return {
      [Symbol.asyncIterator]: read,
      get lastEventId() {
        return lastEventId
      },
      isLogged: true,
    }
  }
  return server
}

function chatWith(server: ReturnType<typeof loggingServer>, options: ChatStoreOptions = {}) {
  const store = createChatStore<UIMessage>({ id: 'thread', ...options })
  const endings: AnswerEnding[] = []
  store.configure({ transport: server.transport, throttle: 0, onFinish: (ending) => endings.push(ending) })
  return { store, endings, shown: () => transcript(store.getState().messages) }
}

describe('a connection that breaks in the middle of an answer', () => {
  it('is made again, and the answer goes on after its last event', async () => {
    const server = loggingServer(['Hel', 'lo ', 'world'])
    server.breaksAfter = [4, 5]
    const { store, shown, endings } = chatWith(server)
    const notices: unknown[] = []
    store.subscribe(() => notices.push(store.getState().notice?.notice))
    await store.sendMessage({ text: 'hi' })
    expect(shown()).toEqual(['user: hi', 'assistant: Hello world'])
    expect(server.reconnects).toEqual(['run.4', 'run.5'])
    expect(store.getState().status).toBe('ready')
    expect(endings).toMatchObject([{ isError: false, isDisconnect: false, finishReason: 'stop' }])
    expect(notices).toContain('reconnecting')
    expect(server.sends).toBe(1)
  })

  it('leaves an interrupted answer where the server has lost the run', async () => {
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.knowsRun = false
    const { store, shown, endings } = chatWith(server)
    await store.sendMessage({ text: 'hi' })
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(store.getState()).toMatchObject({ status: 'error', error: { code: 'interrupted' } })
    expect(endings).toMatchObject([{ isError: true, isDisconnect: true }])
  })

  it('can be stopped while it is being made again', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.failure = new ChatError('network', 'The server could not be reached.')
    const { store, shown } = chatWith(server)
    const sent = store.sendMessage({ text: 'hi' })
    await vi.advanceTimersByTimeAsync(1_000)
    await store.stop()
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is made again by a page that comes online after all tries', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.failure = new ChatError('network', 'The server could not be reached.')
    const { store, shown } = chatWith(server)
    const sent = store.sendMessage({ text: 'hi' })
    await vi.advanceTimersByTimeAsync(60_000)
    await sent
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    server.failure = undefined
    await store.reviveLost()
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
    expect(server.reconnects.at(-1)).toBe('run.0')
  })

  it('is not made again by a page that comes online once the answer was stopped', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.failure = new ChatError('network', 'The server could not be reached.')
    const { store, shown } = chatWith(server)
    const sent = store.sendMessage({ text: 'hi' })
    await vi.advanceTimersByTimeAsync(1_000)
    await store.stop()
    await sent
    server.failure = undefined
    await store.reviveLost()
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (stopped)'])
    expect(store.getState().status).toBe('ready')
  })

  it('is not made again by itself once the conversation has gone on', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.knowsRun = false
    const { store, shown } = chatWith(server)
    await store.sendMessage({ text: 'hi' })
    await store.sendMessage({ text: 'again' })
    const before = server.reconnects.length
    await store.reviveLost()
    expect(server.reconnects).toHaveLength(before)
    expect(shown()).toHaveLength(4)
  })
})

describe('stop', () => {
  it('tells the server which run', async () => {
    const server = loggingServer(['Hel', 'lo'])
    const { store } = chatWith(server)
    const sent = store.sendMessage({ text: 'hi' }, { headers: { 'x-tenant': 'a' } })
    await store.stop()
    await sent
    expect(server.stops).toEqual([
      { chatId: 'thread', headers: { 'x-tenant': 'a' }, metadata: undefined, idempotencyKey: expect.any(String) },
    ])
  })

  it('with nothing under way tells nobody', async () => {
    const server = loggingServer([])
    const { store } = chatWith(server)
    await store.stop()
    expect(server.stops).toEqual([])
  })
})

describe('resumeStream', () => {
  const question = textMessage('user', 'hi')

  it('shows an answer that the server is giving', async () => {
    const { store, shown } = chatWith(loggingServer(['Hel', 'lo']), { messages: [question] })
    await store.resumeStream({ body: { a: 1 } })
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
  })

  it('takes the place of the version that was there', async () => {
    const { store, shown } = chatWith(loggingServer(['Hel', 'lo'], 'Hel'), {
      messages: [question, textMessage('assistant', 'Hel')],
    })
    await store.resumeStream()
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
  })

  it('stands behind another answer', async () => {
    const { store, shown } = chatWith(loggingServer(['more']), {
      messages: [question, textMessage('assistant', 'Hel')],
    })
    await store.resumeStream()
    expect(shown()).toEqual(['user: hi', 'assistant: Hel', 'assistant: more'])
  })

  it('changes nothing, not even the status for a moment, where there is none', async () => {
    const server = loggingServer([])
    server.knowsRun = false
    const { store, endings } = chatWith(server, { messages: [question] })
    const before = store.getState()
    await store.resumeStream()
    expect(store.getState()).toBe(before)
    expect(endings).toEqual([])
  })

  it('asks once, however often it is called at once', async () => {
    const server = loggingServer(['Hello'])
    const { store } = chatWith(server, { messages: [question] })
    await Promise.all([store.resumeStream(), store.resumeStream(), store.resumeStream()])
    expect(server.reconnects).toHaveLength(1)
  })

  it('says what went wrong', async () => {
    const server = loggingServer([])
    server.failure = new ChatError('unauthenticated', 'Please sign in.')
    const { store } = chatWith(server, { messages: [question] })
    await store.resumeStream()
    expect(store.getState()).toMatchObject({ status: 'error', error: { code: 'unauthenticated' } })
  })

  it('lets a send wait until it is known whether there is an answer', async () => {
    const server = loggingServer([])
    server.knowsRun = false
    const { store, shown } = chatWith(server, { messages: [question] })
    void store.resumeStream()
    server.knowsRun = false
    await store.sendMessage({ text: 'next' })
    expect(shown().slice(0, 2)).toEqual(['user: hi', 'user: next'])
    expect(server.sends).toBe(1)
  })
})

describe('a reload in the middle of an answer', () => {
  const growing = (text: string): UIMessage => ({ id: 'answer', role: 'assistant', parts: [{ type: 'text', text }] })
  const thread = (run: StoredThread['run'], ...more: StoredThread['nodes']): StoredThread => ({
    nodes: [{ message: textMessage('user', 'hi'), parentId: null }, ...more],
    headId: more.at(-1)?.message.id ?? 'hi',
    run,
  })
  const partial = { message: growing('Hel'), parentId: 'hi', isPartial: true }
  const run = { idempotencyKey: 'key', parentId: 'hi', messageId: 'answer', lastEventId: 'run.3', isLogged: true }

  async function reloaded(server: ReturnType<typeof loggingServer>, stored: StoredThread) {
    const storage = memoryStorage({ thread: stored })
    const chat = chatWith(server, { storage })
    const seen: string[] = []
    chat.store.subscribe(() => seen.push(`${chat.store.getState().status} ${chat.shown().at(-1)}`))
    await chat.store.hydrate()
    await settled()
    return { ...chat, storage, seen }
  }

  it('ends with the same text as without it', async () => {
    const server = loggingServer(['Hel', 'lo ', 'world'])
    const { store, shown, seen, storage } = await reloaded(server, thread(run, partial))
    expect(shown()).toEqual(['user: hi', 'assistant: Hello world'])
    expect(store.getState().status).toBe('ready')
    expect(server.reconnects).toEqual(['run.0'])
    expect(server.sends).toBe(0)
    // Never less than was there, and never broken off.
    expect(seen[0]).toBe('streaming assistant: Hel')
    expect(seen.filter((line) => line.includes('interrupted'))).toEqual([])
    await store.save()
    expect(storage.threads.get('thread')?.run ?? undefined).toBeUndefined()
  })

  it('finds an answer of which nothing had come', async () => {
    const waiting = { idempotencyKey: 'key', parentId: 'hi' }
    const server = loggingServer(['Hello'])
    const { shown } = await reloaded(server, thread(waiting))
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    // By its key: another answer of this conversation is not wanted.
    expect(server.reconnects).toEqual(['key'])
  })

  it('marks the answer interrupted where the server has lost it', async () => {
    const server = loggingServer([])
    server.knowsRun = false
    const { store, shown } = await reloaded(server, thread(run, partial))
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(store.getState().status).toBe('ready')
  })

  it('goes on when a page that was offline is online again', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hel', 'lo'])
    server.failure = new ChatError('network', 'The server could not be reached.')
    const storage = memoryStorage({ thread: thread(run, partial) })
    const { store, shown } = chatWith(server, { storage })
    await store.hydrate()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
    expect(store.getState().error?.code).toBe('network')
    server.failure = undefined
    await store.reviveLost()
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(store.getState()).toMatchObject({ status: 'ready', error: undefined })
  })

  it('does not ask a server that logs nothing', async () => {
    const server = loggingServer([])
    const { shown } = await reloaded(server, thread({ ...run, isLogged: false, lastEventId: undefined }, partial))
    expect(server.reconnects).toEqual([])
    expect(shown()).toEqual(['user: hi', 'assistant: Hel (interrupted)'])
  })

  it('goes on with a message that was there before the run', async () => {
    const before = { ...growing('Before. '), parts: [...growing('Before. ').parts, ...growing('Hel').parts] }
    const { shown } = await reloaded(
      loggingServer(['Hel', 'lo']),
      thread({ ...run, base: { parts: 1 } }, { ...partial, message: before }),
    )
    expect(shown()).toEqual(['user: hi', 'assistant: Before. Hello'])
  })
})

describe('continue', () => {
  it('goes on in the middle of the text that broke off', async () => {
    const server = loggingServer(['Hel', 'lo'])
    server.breaksAfter = [3]
    server.knowsRun = false
    const { store, shown } = chatWith(server)
    await store.sendMessage({ text: 'hi' })
    await store.continue()
    expect(shown()).toEqual(['user: hi', 'assistant: HelHello'])
    expect(store.getState().messages[1]?.parts.filter(({ type }) => type === 'text')).toHaveLength(1)
  })

  it('is refused where nothing broke off', async () => {
    const { store } = chatWith(loggingServer(['Hello']))
    await store.sendMessage({ text: 'hi' })
    await expect(store.continue()).rejects.toMatchObject({ code: 'bad-request' })
  })
})

describe('autoRetry', () => {
  it('sends again when the server said to, and not before', async () => {
    vi.useFakeTimers()
    const server = loggingServer(['Hello'])
    let refusals = 2
    const sendMessages = vi.fn(async () => {
      if (refusals-- > 0) throw new ChatError('rate-limited', 'Busy.', { retryAfterMs: 5_000 })
      return server.transport.sendMessages()
    })
    const { store, shown } = chatWith(server)
    store.configure({ transport: { sendMessages }, autoRetry: true })
    await store.sendMessage({ text: 'hi' })
    expect(store.getState().retryAt).toBe(Date.now() + 5_000)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(sendMessages).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(5_002)
    expect(sendMessages).toHaveBeenCalledTimes(3)
    expect(shown()).toEqual(['user: hi', 'assistant: Hello'])
    expect(store.getState()).toMatchObject({ status: 'ready', retryAt: undefined, error: undefined })
  })

  it.each(['stop', 'clearError'] as const)('is called off by %s', async (name) => {
    vi.useFakeTimers()
    const sendMessages = vi.fn(() => Promise.reject(new ChatError('rate-limited', 'Busy.', { retryAfterMs: 5_000 })))
    const { store } = chatWith(loggingServer([]))
    store.configure({ transport: { sendMessages }, autoRetry: true })
    await store.sendMessage({ text: 'hi' })
    await store[name]()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sendMessages).toHaveBeenCalledTimes(1)
  })
})
