import { ChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answering, eventStream, events, loggedEvents } from '../test-support/answering.ts'
import { gather } from '../test-support/gather.ts'
import { settled } from '../test-support/settled.ts'
import { batches, type SendMessagesOptions } from './chat-transport.ts'
import { type HttpTransportOptions, httpTransport } from './http-transport.ts'

const send: SendMessagesOptions = {
  trigger: 'submit-message',
  chatId: 'thread',
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
  idempotencyKey: 'k1',
}
const chunks = [{ type: 'start', messageId: 'm1' }, { type: 'finish' }]
const logged = () => eventStream([loggedEvents('run-1', 1, ...chunks)]).response
const unlogged = () => eventStream([events(...chunks)]).response
const lost = () => Promise.reject(new TypeError('Failed to fetch'))

afterEach(() => {
  vi.unstubAllGlobals()
})

function setOnline(onLine: boolean | undefined): void {
  vi.stubGlobal('navigator', { onLine })
}

/** A transport whose server answers in the given ways, one after the other, and a send whose outcome can be looked at. */
function started(replies: (() => Response | Promise<Response>)[], options: HttpTransportOptions = {}) {
  const clock = createTestClock()
  const { fetch, asked } = answering(() => replies.shift()!())
  const transport = httpTransport({ fetch, clock, ...options })
  function begin(more: Partial<SendMessagesOptions> = {}) {
    const outcome: { error?: unknown; isAnswered?: true } = {}
    transport.sendMessages({ ...send, ...more }).then(
      () => {
        outcome.isAnswered = true
      },
      (error: unknown) => {
        outcome.error = error
      },
    )
    return outcome
  }
  /** A first send that shows whether the server logs its runs. */
  async function converse(): Promise<void> {
    await gather(batches(await transport.sendMessages(send)))
    asked.length = 0
  }
  return { clock, asked, begin, converse }
}

describe('a send that failed before the server answered', () => {
  it('is sent again to a server that logs its runs: after 0.5 s, then 1.5 s, as the same send', async () => {
    const { clock, asked, begin, converse } = started([logged, lost, lost, logged])
    await converse()
    const outcome = begin({ idempotencyKey: 'k2', body: { model: 'gpt' } })
    await clock.advance(499)
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    expect(asked).toHaveLength(2)
    await clock.advance(1_499)
    expect(asked).toHaveLength(2)
    await clock.advance(1)
    expect(asked).toHaveLength(3)
    expect(outcome).toEqual({ isAnswered: true })
    expect(asked.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['k2', 'k2', 'k2'])
    expect(new Set(asked.map(({ init }) => init.body)).size).toBe(1)
  })

  it.each([
    ['has none of what browsers have', undefined],
    ['has a navigator that knows nothing of the connection', { product: 'ReactNative' }],
  ])('is sent again on a platform that %s, too', async (_, navigator) => {
    for (const name of ['document', 'window', 'addEventListener', 'removeEventListener', 'DOMException']) {
      vi.stubGlobal(name, undefined)
    }
    vi.stubGlobal('navigator', navigator)
    const { clock, asked, begin, converse } = started([logged, lost, logged])
    await converse()
    const outcome = begin({ idempotencyKey: 'k2' })
    await clock.advance(500)
    expect(asked).toHaveLength(2)
    expect(outcome).toEqual({ isAnswered: true })
  })

  it('is sent three times in all', async () => {
    const { clock, asked, begin, converse } = started([logged, lost, lost, lost])
    await converse()
    const outcome = begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(3)
    expect(outcome.error).toMatchObject({ code: 'network', message: 'The server could not be reached.' })
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    ['a server of which nothing is known', [lost]],
    ['a server that does not log', [unlogged, lost]],
  ] as const)('is not sent again to %s: it might be paid twice', async (_, replies) => {
    const { clock, asked, begin, converse } = started([...replies])
    if (replies.length > 1) await converse()
    const outcome = begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
    expect(outcome.error).toMatchObject({ code: 'network' })
  })

  it('is not sent again if it has no name that the server would know', async () => {
    const { clock, asked, begin, converse } = started([logged, lost])
    await converse()
    begin({ idempotencyKey: undefined })
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
  })

  it('is sent again if the browser was offline all the while: it has not left the machine', async () => {
    setOnline(false)
    const { clock, asked, begin } = started([lost, lost, unlogged])
    const outcome = begin({ idempotencyKey: undefined })
    await clock.advance(500)
    expect(asked).toHaveLength(2)
    await clock.advance(1_500)
    expect(asked).toHaveLength(3)
    expect(outcome).toEqual({ isAnswered: true })
  })

  it.each([
    ['went offline', true, false],
    ['came online', false, true],
  ])('is not sent again if the browser %s on the way: it may have arrived', async (_, before, after) => {
    setOnline(before)
    const { clock, asked, begin } = started([
      () => {
        setOnline(after)
        return lost()
      },
    ])
    const outcome = begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
    expect(outcome.error).toMatchObject({ code: 'network' })
  })

  it('is sent again as soon as the browser is online', async () => {
    const page = new EventTarget()
    const remove = vi.spyOn(page, 'removeEventListener')
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
    setOnline(false)
    const { clock, asked, begin } = started([lost, unlogged])
    const outcome = begin()
    await clock.advance(10)
    setOnline(true)
    page.dispatchEvent(new Event('online'))
    await settled()
    expect(asked).toHaveLength(2)
    expect(outcome).toEqual({ isAnswered: true })
    expect(remove).toHaveBeenCalledTimes(1)
    // That of the silence of the server, and none of the wait.
    expect(clock.pendingTimers).toBe(1)
  })

  it('is never sent again after an abort, and leaves no timer', async () => {
    const { clock, asked, begin, converse } = started([logged, lost])
    await converse()
    const controller = new AbortController()
    const outcome = begin({ abortSignal: controller.signal })
    await clock.advance(100)
    controller.abort('stop')
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
    expect(outcome).toEqual({ error: 'stop' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('has the whole idle time for every try', async () => {
    const hanging = () =>
      new Promise<Response>((_, reject) => clock.after(1_900, () => reject(new TypeError('Failed to fetch'))))
    const { clock, asked, begin, converse } = started([logged, hanging, hanging, logged], { idleTimeoutMs: 2_000 })
    await converse()
    const outcome = begin()
    await clock.advance(1_900 + 500 + 1_900 + 1_500)
    expect(asked).toHaveLength(3)
    expect(outcome).toEqual({ isAnswered: true })
  })

  it.each([429, 500, 503])('is not sent again if the server did answer, with whatever status: %i', async (status) => {
    const { clock, asked, begin, converse } = started([logged, () => new Response('', { status })], { resend: true })
    await converse()
    begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['an error of its own', new Error('status 503')],
    ['a ChatError', new ChatError('unauthenticated', 'Please sign in.')],
  ])('is not sent again if the application’s fetch threw %s: that may have been an answer', async (_, thrown) => {
    const { clock, asked, begin, converse } = started([logged, () => Promise.reject(thrown)])
    await converse()
    const outcome = begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
    expect(outcome.error).toMatchObject(thrown instanceof ChatError ? thrown : { code: 'network', cause: thrown })
  })
})

describe('resend', () => {
  it('true sends again whatever is known of the server', async () => {
    const { clock, asked, begin } = started([lost, lost, unlogged], { resend: true })
    const outcome = begin({ idempotencyKey: undefined })
    await clock.advance(2_000)
    expect(asked).toHaveLength(3)
    expect(outcome).toEqual({ isAnswered: true })
  })

  it('false never sends again', async () => {
    setOnline(false)
    const { clock, asked, begin, converse } = started([logged, lost], { resend: false })
    await converse()
    const outcome = begin()
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
    expect(outcome.error).toMatchObject({ code: 'network' })
  })
})
