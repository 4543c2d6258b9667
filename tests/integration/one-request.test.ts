import { createPipeline, type Logger, type Observation } from '@sluice/core'
import { type Fault, type SimulatedProvider, simulatedProvider } from '@sluice/core/testing'
import { createChatRoute, type FinishedCall, openaiCompatible } from '@sluice/next-adapter'
import {
  type ChatState,
  type ChatStatus,
  type ChatStore,
  createChatStore,
  httpTransport,
  type UIMessage,
} from '@sluice/react'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/*
 * A tour: one request through everything that ships, over two real sockets.
 *
 *   chat store → transport ──HTTP──▶ route → pipeline → target ──HTTP──▶ provider
 */

// 1. A provider, far away. It speaks OpenAI's chat completions and fails when it is told to.
let provider: SimulatedProvider
let providerServer: Served
let fault: Fault | undefined

beforeAll(async () => {
  providerServer = await serve((request) => provider(request))
})

// 2. The application's server: a pipeline with one target, and a route in front of it. New for each trip, because a
// pipeline remembers what its provider said.
let app: Served
let answer: (request: Request) => Promise<Response>
const key = 'sk-tour-0123456789'
const observed: Observation[] = []
const saved: FinishedCall[] = []
const logged: string[] = []

const origin = { asOf: '2026-11', source: 'our own' } as const

beforeAll(async () => {
  app = await serve((request) => answer(request))
})
beforeEach(() => {
  const keep = (message: string) => void logged.push(message)
  const logger: Logger = { warn: keep, error: keep }
  const pipeline = createPipeline({
    targets: {
      gpt: {
        ...openaiCompatible({ model: 'sim-1', baseUrl: `${providerServer.url}/v1`, apiKey: () => key }),
        price: { provider: 'own', model: 'sim-1', currency: 'CNY', rates: { input: '2', output: '8' }, ...origin },
      },
    },
    onEvent: (observation) => void observed.push(observation),
    logger,
  })
  const { POST } = createChatRoute({
    handler: pipeline,
    identify: (request) => ({ id: request.headers.get('x-user') ?? 'nobody' }),
    prepare: () => ({ system: 'Be brief.', maxOutputTokens: 800 }),
    onFinish: (call) => void saved.push(call),
    logger,
  })
  answer = POST
})
afterAll(async () => {
  await app.close()
  await providerServer.close()
})

// 3. The browser: a chat store, without any React around it.
let chat: ChatStore
let seen: ChatState[]

beforeEach(() => {
  fault = undefined
  for (const list of [observed, saved, logged]) list.length = 0
  provider = simulatedProvider({ apiKey: key, answer: ({ prompt }) => `You said: ${prompt}`, faults: () => fault })
  chat = createChatStore({ id: 'trip' })
  chat.configure({
    transport: httpTransport({ api: `${app.url}/api/chat`, headers: { 'x-user': 'ada' } }),
    throttle: 0,
  })
  seen = []
  chat.subscribe(() => seen.push(chat.getState()))
})

const statuses = () => seen.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1])
const texts = () => chat.getState().messages.map(textOf)

describe('one request', () => {
  it('is sent, answered, shown, saved and accounted for', async () => {
    await chat.sendMessage({ text: '你好, world!' })

    // The provider got what the user said, what the server added, and the key that no browser ever sees.
    expect(provider.calls).toHaveLength(1)
    const { request, ending } = provider.calls[0]!
    expect(request.body).toMatchObject({
      model: 'sim-1',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: '你好, world!' },
      ],
      max_tokens: 800,
    })
    expect(request.headers.get('authorization')).toBe(`Bearer ${key}`)
    expect(ending).toBe('complete')

    // The user saw it waiting, growing and done.
    expect(statuses()).toEqual<ChatStatus[]>(['submitted', 'streaming', 'ready'])
    expect(texts()).toEqual(['你好, world!', 'You said: 你好, world!'])
    const answer = chat.getState().messages.at(-1)!
    expect(answer.metadata?.sluice).toMatchObject({ model: 'gpt', finishReason: 'stop', attempts: 1 })

    // The server may save just what the browser shows: the same message, under the same id.
    expect(saved).toHaveLength(1)
    expect(saved[0]).toMatchObject({ outcome: 'finished', caller: { id: 'ada' }, finishReason: 'stop' })
    expect(saved[0]!.messages).toEqual(chat.getState().messages)

    // And the call was accounted for, once, by the same figures everywhere.
    expect(observed.map(({ type }) => type)).toEqual(['call-started', 'attempt-started', 'call-ended'])
    expect(observed[2]).toMatchObject({ outcome: 'finished', caller: { id: 'ada' }, usage: saved[0]!.usage })
    expect(answer.metadata?.sluice?.usage).toEqual(saved[0]!.usage)
    const { inputTokens, outputTokens } = saved[0]!.usage!
    expect(Number(answer.metadata?.sluice?.cost?.CNY)).toBeCloseTo((2 * inputTokens + 8 * outputTokens) / 1e6, 12)
    expect(saved[0]!.cost).toEqual(answer.metadata?.sluice?.cost)
    expect(logged).toEqual([])
  })

  it('can be stopped: what came stays, and the provider is not paid for the rest', async () => {
    fault = { type: 'stall', after: 3 }
    const sending = chat.sendMessage({ text: 'one two three four five' })
    await until('three pieces', () => texts()[1]?.includes(':') ?? false)
    await chat.stop()
    await sending

    expect(statuses()).toEqual<ChatStatus[]>(['submitted', 'streaming', 'ready'])
    expect(texts()[1]).toBe('You said:')
    expect(chat.getState().messages[1]?.metadata?.sluice?.ending).toBe('stopped')
    await until('the hang-up', () => provider.calls[0]?.ending === 'cancelled')
    await until('the account', () => saved.length === 1)
    expect(saved[0]).toMatchObject({ outcome: 'aborted', usage: { outputTokens: 3, estimated: true } })
    expect(textOf(saved[0]!.message as UIMessage)).toBe('You said:')
  })

  it('can be answered anew, without the old answer', async () => {
    await chat.sendMessage({ text: 'Hi' })
    const [, first] = chat.getState().messages
    await chat.regenerate()
    const [, second] = chat.getState().messages

    expect(texts()).toEqual(['Hi', 'You said: Hi'])
    expect(second!.id).not.toBe(first!.id)
    expect(provider.calls[1]!.request.messages).toEqual(provider.calls[0]!.request.messages)
  })

  it('carries the conversation so far', async () => {
    await chat.sendMessage({ text: 'Hi' })
    await chat.sendMessage({ text: 'Again' })
    expect(provider.calls[1]!.request.messages.map(({ role, text }) => `${role}: ${text}`)).toEqual([
      'system: Be brief.',
      'user: Hi',
      'assistant: You said: Hi',
      'user: Again',
    ])
  })

  it('may meet a provider that fails for a moment: the user waits a little longer, and sees why', async () => {
    const notices: unknown[] = []
    chat.configure({ onData: (part) => void notices.push(part) })
    provider = simulatedProvider({ apiKey: key, faults: [{ type: 'status', status: 500 }] })
    await chat.sendMessage({ text: 'Hi' })

    expect(statuses().at(-1)).toBe('ready')
    expect(texts()).toEqual(['Hi', 'Hi'])
    expect(provider.calls).toHaveLength(2)
    expect(notices).toMatchObject([{ data: { notice: 'retrying', attempt: 2, reason: 'server' } }])
    expect(chat.getState().messages.at(-1)?.metadata?.sluice?.attempts).toBe(2)
    expect(observed.map(({ type }) => type)).toEqual([
      'call-started',
      'attempt-started',
      'attempt-failed',
      'retry-scheduled',
      'attempt-started',
      'call-ended',
    ])
  })

  it('may be refused: the user reads why and when to come back, in our words', async () => {
    // For so long nobody is kept waiting.
    fault = { type: 'status', status: 429, retryAfterMs: 90_000, error: { message: `Limit of org-1 with ${key}` } }
    await chat.sendMessage({ text: 'Hi' })

    expect(statuses()).toEqual<ChatStatus[]>(['submitted', 'error'])
    const { error, messages } = chat.getState()
    expect(error).toMatchObject({ code: 'rate-limited', requestId: saved[0]?.requestId })
    expect(error?.retryAfterMs).toBeGreaterThan(85_000)
    expect(error?.message).not.toContain('org-1')
    expect(messages).toHaveLength(1)
    expect(logged).toHaveLength(1)

    // Until then the provider is left alone, whoever asks.
    fault = undefined
    await chat.regenerate()
    expect(chat.getState().error?.code).toBe('rate-limited')
    expect(provider.calls).toHaveLength(1)
  })

  it('may break off: what came stays, marked as not whole', async () => {
    fault = { type: 'cut', after: 3 }
    await chat.sendMessage({ text: 'one two three' })

    expect(statuses().at(-1)).toBe('error')
    expect(chat.getState().error?.code).toBe('interrupted')
    expect(texts()[1]).toBe('You said:')
    expect(chat.getState().messages[1]?.metadata?.sluice).toMatchObject({
      ending: 'interrupted',
      usage: { outputTokens: 3, estimated: true },
    })
    expect(saved).toMatchObject([{ outcome: 'failed', error: { code: 'interrupted' } }])
  })

  it('may meet a provider that refuses our key: that is our trouble, and not the user to be told of', async () => {
    provider = simulatedProvider({ apiKey: 'sk-another-key' })
    await chat.sendMessage({ text: 'Hi' })
    expect(chat.getState().error?.code).toBe('provider-unavailable')
    expect(logged.join()).not.toContain(key)
  })
})

function textOf({ parts }: UIMessage): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}
