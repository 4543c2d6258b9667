import { createPipeline, type PipelineOptions } from '@sluice/core'
import { type FaultPlan, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute } from '@sluice/next-adapter'
import { type ChatState, type ChatStore, createChatStore, httpTransport, type UIMessage } from '@sluice/react'
import { afterEach, describe, expect, it } from 'vitest'
import { asking, simulated, until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/* What a user sees while the server waits, tries again and turns to others, over two real sockets. */

const open: Served[] = []
afterEach(async () => {
  for (const served of open.splice(0)) await served.close()
})
const silent = { warn: () => {}, error: () => {} }

interface Setting extends Omit<Partial<PipelineOptions<'one' | 'two'>>, 'targets'> {
  /** How each provider fails. */
  faults?: Partial<Record<'one' | 'two', FaultPlan>>
  tokensPerSecond?: number
}

async function app({ faults = {}, tokensPerSecond, ...options }: Setting) {
  const providers = {
    one: simulatedProvider({ answer: () => 'one for you and me', faults: faults.one, tokensPerSecond }),
    two: simulatedProvider({ answer: () => 'two for tea', faults: faults.two, firstTokenMs: 30 }),
  }
  const target = async (provider: SimulatedProvider) => {
    const served = await serve(provider)
    open.push(served)
    return simulated(provider, { baseUrl: `${served.url}/v1`, fetch: undefined })
  }
  const pipeline = createPipeline({
    targets: { one: await target(providers.one), two: await target(providers.two) },
    retry: { baseMs: 20, throttleBaseMs: 20 },
    logger: silent,
    ...options,
  })
  const route = createChatRoute({
    handler: pipeline,
    identify: (request) => ({ id: request.headers.get('x-user') ?? 'nobody' }),
    logger: silent,
  })
  const served = await serve(route.POST)
  open.push(served)
  return { ...providers, url: `${served.url}/api/chat` }
}

/** A browser: its chat, and every state that it showed. */
function browser(url: string, user = 'ada') {
  const chat = createChatStore({ id: user })
  const states: ChatState[] = []
  const data: unknown[] = []
  chat.configure({
    transport: httpTransport({ api: url, headers: { 'x-user': user } }),
    throttle: 0,
    onData: (part) => data.push(part.data),
  })
  chat.subscribe(() => states.push(chat.getState()))
  const notices = () => states.flatMap(({ notice }, index) => (notice === states[index - 1]?.notice ? [] : [notice]))
  return { chat, states, data, notices, answer: () => answerOf(chat.getState()) }
}

describe('a provider that is asked too much', () => {
  it('is asked again when it said, the user is told, and reads the whole answer once', async () => {
    const { one, url } = await app({ faults: { one: [{ type: 'status', status: 429, retryAfterMs: 60 }] } })
    const { chat, states, notices, data, answer } = browser(url)
    await chat.sendMessage({ text: 'Hi' })

    expect(answer()).toBe('one for you and me')
    expect(one.calls).toHaveLength(2)
    expect(notices()).toEqual([{ notice: 'queued', waitMs: expect.any(Number) }, undefined])
    expect(data).toEqual([{ notice: 'queued', waitMs: expect.any(Number) }])
    expect(states.find(({ notice }) => notice !== undefined)?.status).toBe('submitted')
    expect(chat.getState()).toMatchObject({ status: 'ready', notice: undefined, error: undefined })
    expect(partsOf(chat)).toEqual(['step-start', 'text'])
  })

  it('has others wait for their turn, who are told so', async () => {
    const { one, url } = await app({ limit: { one: { concurrency: 1 } }, tokensPerSecond: 100 })
    const [ada, bob] = [browser(url, 'ada'), browser(url, 'bob')]
    const first = ada.chat.sendMessage({ text: 'Hi' })
    await until('the first call', () => one.calls.length === 1)
    await Promise.all([first, bob.chat.sendMessage({ text: 'Hi' })])

    expect(ada.notices()).toEqual([])
    expect(bob.notices()).toMatchObject([{ notice: 'queued' }, undefined])
    expect([ada.answer(), bob.answer()]).toEqual(['one for you and me', 'one for you and me'])
  })
})

describe('a provider that fails before its first word', () => {
  it('is asked again, and the user is told when', async () => {
    const { one, url } = await app({ faults: { one: [{ type: 'status', status: 500 }, { type: 'network' }] } })
    const { chat, notices, answer } = browser(url)
    await chat.sendMessage({ text: 'Hi' })

    expect(answer()).toBe('one for you and me')
    expect(one.calls).toHaveLength(3)
    expect(notices()).toEqual([
      { notice: 'retrying', attempt: 2, delayMs: expect.any(Number), reason: 'server' },
      { notice: 'retrying', attempt: 3, delayMs: expect.any(Number), reason: 'network' },
      undefined,
    ])
  })

  it('gives way to the next one; that our key is bad is for nobody to read', async () => {
    const { url } = await app({ faults: { one: { type: 'status', status: 401 } }, order: ['one', 'two'] })
    const { chat, notices, answer } = browser(url)
    await chat.sendMessage({ text: 'Hi' })

    expect(answer()).toBe('two for tea')
    expect(notices()).toEqual([
      { notice: 'fell-back', from: 'one', to: 'two', reason: 'provider-unavailable' },
      undefined,
    ])
  })

  it('and goes on failing is an error with the time to come back, although the response had begun', async () => {
    const fault = { type: 'status', status: 503, retryAfterMs: 40 } as const
    const { url } = await app({ faults: { one: fault }, retry: { attempts: 2, baseMs: 1 } })
    const { chat, notices } = browser(url)
    await chat.sendMessage({ text: 'Hi' })

    expect(notices()).toMatchObject([{ notice: 'retrying', reason: 'overloaded' }, undefined])
    const { error, retryAt = 0, messages } = chat.getState()
    expect(error).toMatchObject({ code: 'overloaded', retryAfterMs: 40 })
    expect(Math.abs(retryAt - Date.now() - 40)).toBeLessThan(1_000)
    expect(messages).toHaveLength(1)
  })
})

describe('a provider that fails in the middle of its answer', () => {
  it('leaves nothing of it: the next one answers in its place', async () => {
    const fault = { type: 'cut', after: 3 } as const
    const { one, two, url } = await app({ faults: { one: fault }, order: ['one', 'two'], tokensPerSecond: 200 })
    const { chat, states, notices, answer } = browser(url)
    await chat.sendMessage({ text: 'Hi' })

    expect(answer()).toBe('two for tea')
    expect(partsOf(chat)).toEqual(['step-start', 'text'])
    expect([one.calls.length, two.calls.length]).toEqual([1, 1])
    expect(notices()).toEqual([{ notice: 'fell-back', from: 'one', to: 'two', reason: 'interrupted' }, undefined])
    // The partial answer was on screen, went with the notice, and never came back.
    const fell = states.findIndex(({ notice }) => notice !== undefined)
    const [before, after] = [states.slice(0, fell).map(answerOf), states.slice(fell).map(answerOf)]
    expect(before.at(-1)).toMatch(/^one/)
    expect(after[0]).toBe('')
    for (const text of after) expect('two for tea'.startsWith(text)).toBe(true)
    const [, message] = chat.getState().messages
    expect(message?.metadata?.sluice).toMatchObject({ model: 'two', attempts: 2 })
    expect(chat.getState()).toMatchObject({ status: 'ready', notice: undefined, error: undefined })
  })
})

describe('a quota', () => {
  const quota = [{ per: 'caller', requests: 1, window: '1m' }] as const

  it('is in the headers, and a refusal says until when to count down', async () => {
    const { one, url } = await app({ quota })
    const { chat, answer } = browser(url)
    await chat.sendMessage({ text: 'Hi' })
    expect(answer()).toBe('one for you and me')
    await chat.sendMessage({ text: 'More' })

    const { error, retryAt = 0, status } = chat.getState()
    expect([status, error?.code]).toEqual(['error', 'rate-limited'])
    expect(retryAt - Date.now()).toBeGreaterThan(55_000)
    expect(one.calls).toHaveLength(1)

    const headers = { 'content-type': 'application/json', 'x-user': 'bob' }
    const ask = () => fetch(url, { method: 'POST', headers, body: JSON.stringify(asking('Hi')) })
    const [answered, refused] = [await ask(), await ask()]
    const limits = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after']
    expect(limits.map((name) => answered.headers.get(name))).toEqual(['1', '0', '60', null])
    expect(limits.map((name) => refused.headers.get(name))).toEqual(['1', '0', '60', '60'])
    await Promise.all([answered.text(), refused.text()])
  })
})

function answerOf({ messages }: ChatState): string {
  const [, answer] = messages
  return answer === undefined ? '' : textOf(answer)
}

function textOf({ parts }: UIMessage): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

function partsOf(chat: ChatStore): string[] | undefined {
  return chat.getState().messages[1]?.parts.map(({ type }) => type)
}
