import { getEventListeners } from 'node:events'
import { type ChatErrorCode, createPipeline } from '@sluice/core'
import { createRandom, type Fault, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall, openaiCompatible } from '@sluice/next-adapter'
import { createChatStore, httpTransport } from '@sluice/react'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

// What each fault must look like to the user; `undefined` is a whole answer.
const faults: readonly [Fault | undefined, ChatErrorCode | undefined][] = [
  [undefined, undefined],
  [undefined, undefined],
  // No 429: it would close the gate for all the others.
  [{ type: 'status', status: 503, retryAfterMs: 1_000 }, 'overloaded'],
  [{ type: 'status', status: 500 }, 'server'],
  [{ type: 'status', status: 401 }, 'provider-unavailable'],
  [{ type: 'slow-headers', delayMs: 5 }, undefined],
  [{ type: 'cut', after: 2 }, 'interrupted'],
  [{ type: 'cut', after: 2, isTorn: true }, 'interrupted'],
  [{ type: 'error-event', after: 2 }, 'server'],
  [{ type: 'garbage', after: 2 }, 'server'],
  [{ type: 'html' }, 'server'],
  [{ type: 'network' }, 'network'],
]
// The user stops these.
const stall: Fault = { type: 'stall', after: 2 }

/** Call n asks "call n" and meets this fault. Seeded: the same in every run. */
function planned(call: number): Fault | undefined {
  const random = createRandom(call)
  return random() < 0.15 ? stall : faults[Math.floor(random() * faults.length)]![0]
}
const numberIn = (prompt: string) => Number(/\d+/.exec(prompt)?.[0])
const answerTo = (call: number) => `Answer ${call}: 你好 ${'and so on '.repeat(call % 7)}✓`

const provider = simulatedProvider({
  answer: ({ prompt }) => answerTo(numberIn(prompt)),
  faults: ({ prompt }) => planned(numberIn(prompt)),
})
const finished: FinishedCall[] = []
const signals: AbortSignal[] = []
let providerServer: Served
let app: Served
let pipeline: ReturnType<typeof createPipeline>

beforeAll(async () => {
  providerServer = await serve(provider)
  const target = openaiCompatible({ model: 'sim-1', baseUrl: `${providerServer.url}/v1` })
  const silent = { warn: () => {}, error: () => {} }
  // Every fault is to reach its user as it is: what a pipeline does about faults is tested in faults.test.ts.
  const limit = { gpt: { maxWaitMs: 0 } }
  pipeline = createPipeline({ targets: { gpt: target }, retry: false, breaker: false, limit, logger: silent })
  const { POST } = createChatRoute({ handler: pipeline, logger: silent, onFinish: (call) => void finished.push(call) })
  app = await serve((request) => {
    signals.push(request.signal)
    return POST(request)
  })
})
afterAll(async () => {
  await app.close()
  await providerServer.close()
})

/** One user, one question; checks that it ended as it must. */
async function ask(call: number): Promise<void> {
  const chat = createChatStore({ id: `chat-${call}` })
  chat.configure({ transport: httpTransport({ api: `${app.url}/api/chat` }), throttle: 0 })
  const fault = planned(call)
  const sending = chat.sendMessage({ text: `call ${call}` })
  if (fault === stall) {
    await until(`content of call ${call}`, () => chat.getState().status === 'streaming', 10_000)
    await chat.stop()
  }
  await sending
  const { status, error, messages } = chat.getState()
  const text = messages[1]?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const expected = faults.find(([known]) => known === fault)?.[1]
  expect({ call, code: error?.code }).toEqual({ call, code: expected })
  expect(status).toBe(expected === undefined ? 'ready' : 'error')
  if (fault === stall || text !== undefined) expect(answerTo(call).startsWith(text ?? 'nothing')).toBe(true)
  if (fault !== stall && expected === undefined) expect(text).toBe(answerTo(call))
}

/** What must be true when everybody has gone. */
async function expectNothingLeft(calls: number): Promise<void> {
  await until('every call is over', () => pipeline.snapshot().active === 0)
  await until('every call was told of', () => finished.length === calls)
  await until('the provider is asked for nothing more', () => openCalls().length === 0).catch(() => undefined)
  expect(openCalls()).toEqual([])
  expect(new Set(finished.map(({ requestId }) => requestId)).size).toBe(calls)
  expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([])
}

/** Calls that the provider still works on. */
function openCalls(): string[] {
  // The simulator does not say that a call which it never took has ended.
  const taken = provider.calls.filter(({ request }) => planned(numberIn(request.prompt))?.type !== 'network')
  return taken.filter(({ ending }) => ending === 'open').map(({ request }) => request.prompt)
}

describe('many requests with mixed faults', () => {
  it('one after the other: each ends as it must, and nothing is left', { timeout: 60_000 }, async () => {
    for (let call = 0; call < 20; call++) await ask(call)
    const before = resources()
    for (let call = 20; call < 200; call++) await ask(call)
    await expectNothingLeft(200)
    await until('no more handles than after the first', () => resources() <= before + 5)
  })

  it('fifty at once: nobody gets the answer of another', { timeout: 60_000 }, async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(200 + index)))
    await expectNothingLeft(250)
  })
})

/** Sockets, timers and the like that keep the process alive. */
function resources(): number {
  return process.getActiveResourcesInfo().length
}
