import { ChatError, type ChatEvent, createPipeline, type QuotaRule } from '@sluice/core'
import { createTestClock, scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { post, readParts, simulated, textOf } from '../../../../tests/support/chat-http.ts'
import type { ChatRouteOptions } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'

const silent = { warn: () => {}, error: () => {} }
const text: ChatEvent = { type: 'text-delta', text: 'Yes.' }
const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const rateLimit = { limit: 20, remaining: 19, resetMs: 2_999.5 }
const start: ChatEvent = { type: 'start', provider: 'sim', model: 'sim-1', rateLimit }

function routeOf(options: Partial<ChatRouteOptions>) {
  return createChatRoute({ handler: scripted(start, text, finish), logger: silent, ...options })
}
function limited(...quota: QuotaRule[]) {
  const clock = createTestClock()
  return createPipeline({ targets: { gpt: simulated(simulatedProvider()) }, quota, clock, logger: silent })
}
const perCaller: QuotaRule = { per: 'caller', requests: 2, window: '1m' }
const byUser = (request: Request) => ({ id: request.headers.get('x-user') ?? 'nobody' })
const from = (user: string) => post(undefined, { headers: { 'x-user': user } })

function limitsOf({ headers }: Response): (string | null)[] {
  return ['limit', 'remaining', 'reset'].map((name) => headers.get(`RateLimit-${name}`))
}

describe('what is left of a quota', () => {
  it('is in the headers of an answer', async () => {
    const response = await routeOf({}).POST(post())
    expect(limitsOf(response)).toEqual(['20', '19', '3'])
    expect(response.headers.get('retry-after')).toBeNull()
    expect(textOf(await readParts(response))).toBe('Yes.')
  })

  it('is in no part of the stream', async () => {
    const body = await (await routeOf({}).POST(post())).text()
    expect(body).not.toMatch(/rateLimit|remaining/i)
  })

  it('is not said where there is no quota, and where the response begins before it is known', async () => {
    const without = routeOf({ handler: scripted({ ...start, rateLimit: undefined }, text, finish) })
    const tooEarly = routeOf({ handler: scripted({ type: 'notice', notice: 'queued' }, start, text, finish) })
    for (const route of [without, tooEarly]) expect(limitsOf(await route.POST(post()))).toEqual([null, null, null])
  })

  it('is in the headers of a refusal, with the time to come back', async () => {
    const error = new ChatError('rate-limited', 'Slowly.', { retryAfterMs: 1_001, rateLimit })
    const response = await routeOf({ handler: scripted(error) }).POST(post())
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2'])
    expect(limitsOf(response)).toEqual(['20', '19', '3'])
    expect(await response.json()).toEqual({
      error: { code: 'rate-limited', message: 'Slowly.', retryAfterMs: 1_001, requestId: expect.any(String) },
    })
  })

  it('can be read by pages of allowed origins', async () => {
    const origin = 'https://app.example.com'
    const route = routeOf({ cors: { origins: [origin] } })
    const { headers } = await route.POST(post(undefined, { headers: { origin, 'sec-fetch-site': 'cross-site' } }))
    const exposed = headers.get('access-control-expose-headers')?.split(', ')
    for (const name of ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
      expect(exposed).toContain(name)
    }
  })

  it('goes down call by call, each caller apart, until a refusal says when there is more', async () => {
    const route = routeOf({ handler: limited(perCaller), identify: byUser })
    const answers = [await route.POST(from('ada')), await route.POST(from('ada'))]
    expect(answers.map(limitsOf)).toEqual([
      ['2', '1', '30'],
      ['2', '0', '60'],
    ])
    const refused = await route.POST(from('ada'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30'])
    expect(limitsOf(refused)).toEqual(['2', '0', '60'])
    expect((await route.POST(from('bob'))).status).toBe(200)
    for (const answer of answers) await answer.body?.cancel()
  })
})

describe('a pipeline that counts by caller', () => {
  it('wants to know who calls, at construction', () => {
    expect(() => createChatRoute({ handler: limited(perCaller) })).toThrow(TypeError)
    expect(() => createChatRoute({ handler: limited(perCaller) })).toThrow(/identify.+anonymous: 'shared'/)
    expect(() => createChatRoute({ handler: limited({ ...perCaller, per: 'tag:team' }) })).toThrow(TypeError)
  })

  it('is content with identify', () => {
    expect(() => createChatRoute({ handler: limited(perCaller), identify: byUser })).not.toThrow()
  })

  it("counts all callers as one with anonymous: 'shared'", async () => {
    const route = routeOf({ handler: limited(perCaller), anonymous: 'shared' })
    const statuses: number[] = []
    for (const user of ['ada', 'bob', 'cyd']) statuses.push((await route.POST(from(user))).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('is asked of no pipeline that counts otherwise, and of no bare handler', () => {
    expect(() => createChatRoute({ handler: limited({ ...perCaller, per: 'all' }) })).not.toThrow()
    expect(() => createChatRoute({ handler: scripted() })).not.toThrow()
  })
})
