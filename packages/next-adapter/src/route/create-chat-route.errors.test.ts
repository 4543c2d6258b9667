import { ChatError, type ChatErrorCode, createPipeline, type Handler } from '@sluice/core'
import { type Fault, scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { only, post, readParts, simulated } from '../../../../tests/support/chat-http.ts'
import { createChatRoute } from './create-chat-route.ts'

const canary = 'sk-canary-0123456789abcdef'
const vendorWords = `Incorrect API key provided: ${canary}. See https://vendor.internal/keys?api_key=${canary}`

function routeOf(handler: Handler) {
  const logged: string[] = []
  const log = (message: string, details?: unknown) => void logged.push(`${message} ${JSON.stringify(details)}`)
  const route = createChatRoute({ handler, logger: { warn: log, error: log }, generateId: () => 'r1' })
  return { post: (body?: unknown) => route.POST(post(body)), logged }
}
function failing(faults: Fault) {
  const provider = simulatedProvider({ faults, answer: () => 'one two three four' })
  const target = simulated(provider, { apiKey: canary, baseUrl: 'http://vendor.internal/v1' })
  // What is wrong for a moment is to be seen, so it is neither repeated nor waited for.
  return routeOf(createPipeline({ targets: { gpt: target }, retry: false, limit: { gpt: { maxWaitMs: 0 } } }))
}

describe('what fails before the stream', () => {
  it.each<[ChatErrorCode, number]>([
    ['bad-request', 400],
    ['rate-limited', 429],
    ['over-budget', 402],
    ['context-too-long', 413],
    ['content-filtered', 422],
    ['overloaded', 503],
    ['timeout', 504],
    ['network', 502],
    ['server', 502],
    ['interrupted', 502],
  ])('is a JSON response: %s is %i', async (code, status) => {
    const response = await routeOf(scripted(new ChatError(code, 'Said to the user.'))).post()
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ error: { code, message: 'Said to the user.', requestId: 'r1' } })
  })

  it('says when to come back, in whole seconds that are never too few', async () => {
    const response = await routeOf(scripted(new ChatError('rate-limited', 'x', { retryAfterMs: 1_001 }))).post()
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ error: { retryAfterMs: 1_001 } })
  })

  it('passes on when a provider wants to be asked again', async () => {
    const response = await failing({ type: 'status', status: 429, retryAfterMs: 3_000 }).post()
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
  })

  it('names the call by the id under which it is in our log', async () => {
    const response = await routeOf(scripted(new ChatError('server', 'x', { requestId: 'inner' }))).post()
    expect(await response.json()).toMatchObject({ error: { requestId: 'r1' } })
  })

  it.each<[string, Fault]>([
    ['key', { type: 'status', status: 401, error: { message: vendorWords, code: 'invalid_api_key' } }],
    ['permission', { type: 'status', status: 403, error: { message: vendorWords } }],
    ['quota', { type: 'status', status: 429, error: { message: vendorWords, code: 'insufficient_quota' } }],
    ['account', { type: 'status', status: 402, error: { message: vendorWords } }],
  ])('is 502 provider-unavailable, and no word more, when the vendor refuses our %s', async (_, fault) => {
    const { post, logged } = failing(fault)
    const response = await post()
    const everything = JSON.stringify([...response.headers]) + (await response.clone().text())
    expect(response.status).toBe(502)
    expect(await response.json()).toEqual({
      error: { code: 'provider-unavailable', message: expect.any(String), requestId: 'r1' },
    })
    for (const secret of [canary, 'Incorrect', 'vendor', 'internal', 'openai']) expect(everything).not.toContain(secret)
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('Incorrect API key provided')
    expect(logged.join()).not.toContain(canary)
  })

  it('is 404 for a model that is not registered', async () => {
    const { post, logged } = failing({ type: 'html' })
    const response = await post({
      messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      model: 'gpt-9',
    })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error: { code: 'not-found', message: expect.stringContaining('gpt-9') },
    })
    expect(logged).toEqual([])
  })

  it('is a fixed sentence for what nobody foresaw, and the rest is in the log without secrets', async () => {
    const { post, logged } = routeOf(
      scripted(new TypeError(`cannot read db://app:hunter22@db.internal with ${canary}`)),
    )
    const response = await post()
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: { code: 'internal', message: 'Something went wrong on the server.', requestId: 'r1' },
    })
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('cannot read')
    expect(logged[0]).not.toContain(canary)
    expect(logged[0]).not.toContain('hunter22')
  })

  it('is an internal error where a handler throws before it is read, or is none', async () => {
    const throwing: Handler = () => {
      throw new Error('at once')
    }
    for (const handler of [throwing, (() => undefined) as unknown as Handler]) {
      const response = await routeOf(handler).post()
      expect(response.status).toBe(500)
    }
  })

  it('is an interruption where a handler ends without a word', async () => {
    const response = await routeOf(scripted()).post()
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error: { code: 'interrupted', requestId: 'r1' } })
  })
})

describe('what fails after content', () => {
  it.each<[string, Fault, ChatErrorCode]>([
    ['a clean cut', { type: 'cut', after: 2 }, 'interrupted'],
    ['a torn connection', { type: 'cut', after: 2, isTorn: true }, 'interrupted'],
    ['an error of the provider', { type: 'error-event', after: 2 }, 'server'],
    ['garbage', { type: 'garbage', after: 2 }, 'server'],
    [
      'a used-up account',
      { type: 'error-event', after: 2, error: { code: 'insufficient_quota', message: vendorWords } },
      'provider-unavailable',
    ],
  ])('is metadata with the usage and an error part: %s', async (_, fault, code) => {
    const { post, logged } = failing(fault)
    const response = await post()
    expect(response.status).toBe(200)
    const text = await response.clone().text()
    const parts = await readParts(response)
    expect(parts.slice(-3).map(({ type }) => type)).toEqual(['text-end', 'message-metadata', 'error'])
    expect(only(parts, 'message-metadata').messageMetadata).toMatchObject({
      sluice: { usage: { outputTokens: expect.any(Number), estimated: true }, attempts: 1 },
    })
    expect(parts.at(-1)).toEqual({ type: 'error', errorText: expect.any(String), code, requestId: 'r1' })
    expect(text + logged.join()).not.toContain(canary)
    expect(text).not.toContain('vendor.internal')
    expect(logged).toHaveLength(1)
  })

  it('is an error part without metadata where nobody counted', async () => {
    const { post } = routeOf(scripted({ type: 'text-delta', text: 'a' }, new Error('no')))
    const parts = await readParts(await post())
    expect(parts.map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'error',
    ])
    expect(only(parts, 'error')).toMatchObject({ code: 'internal', errorText: 'Something went wrong on the server.' })
  })

  it('is an interruption where the handler ends without a finish', async () => {
    const { post, logged } = routeOf(scripted({ type: 'text-delta', text: 'a' }))
    expect(only(await readParts(await post()), 'error')).toMatchObject({ code: 'interrupted' })
    expect(logged).toEqual([])
  })

  it('closes a tool call that was cut off by leaving it as it is', async () => {
    const { post } = routeOf(
      scripted({ type: 'tool-call-start', id: 'c1', name: 'weather' }, new ChatError('server', 'x')),
    )
    expect((await readParts(await post())).map(({ type }) => type)).toEqual([
      ...['start', 'start-step', 'tool-input-start', 'error'],
    ])
  })
})
