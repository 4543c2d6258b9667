import { type Caller, type CallerUsage, ChatError, createPipeline, type Handler } from '@sluice/core'
import { createTestClock, scripted, simulatedProvider } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { post, readParts } from '../../../../tests/support/chat-http.ts'
import { loggedRoute, readEvents } from '../test-support/logged-route.ts'
import { openai } from '../vendors/openai.ts'
import type { ChatRouteOptions } from './chat-route-options.ts'
import { createChatRoute } from './create-chat-route.ts'
import { isUsageAddress } from './usage-route.ts'

const answer = scripted({ type: 'text-delta', text: 'Yes.' }, { type: 'finish', reason: 'stop' })
const canary = 'sk-canary-0123456789abcdef'

function usageOf({ id }: Caller): CallerUsage {
  const total = {
    key: '',
    calls: 1,
    failures: 0,
    usage: { inputTokens: 1, outputTokens: 2 },
    cost: { CNY: '0.5' },
    unpriced: 0,
  }
  return {
    caller: id,
    at: 1_000,
    budgets: [],
    since: 0,
    total: { ...total, durationMs: undefined, firstContentMs: undefined },
  }
}
function routeOf(usage: ((caller: Caller) => unknown) | undefined, options: Partial<ChatRouteOptions> = {}) {
  const logged: string[] = []
  const log = (message: string, details?: unknown) => void logged.push(`${message} ${JSON.stringify(details)}`)
  const asked: Caller[] = []
  const handler: Handler = answer.bind(undefined)
  const counted = (caller: Caller) => {
    asked.push(caller)
    return usage?.(caller)
  }
  const route = createChatRoute({
    handler: Object.assign(handler, usage === undefined ? {} : { usage: counted as () => CallerUsage }),
    identify: (request) => ({ id: request.headers.get('x-user') ?? 'ada', tags: { team: 'search' } }),
    logger: { warn: log, error: log },
    ...options,
  })
  const get = (headers: Record<string, string> = {}, path = '/api/chat/usage') =>
    route.GET(new Request(`http://app.test${path}`, { headers }))
  return { get, asked, logged, route }
}

describe('the address of usage', () => {
  it.each(['/api/chat/usage', '/api/chat/usage/', '/usage', '/v1/ask/usage?id=eve'])('is %s', (path) => {
    expect(isUsageAddress(new Request(`http://app.test${path}`))).toBe(true)
  })

  it.each(['/api/chat', '/api/chat/usage/stream', '/api/chat/my-usage', '/api/chat/usage/x', '/api/chat/x?a=/usage'])(
    'is not %s',
    (path) => expect(isUsageAddress(new Request(`http://app.test${path}`))).toBe(false),
  )

  it('leaves a chat of that name alone', async () => {
    const { ask, resume, stop } = loggedRoute(answer)
    const events = await readEvents(await ask({ chat: 'usage' }))
    expect(await readEvents(await resume('none.0', { chat: 'usage' }))).toEqual(events)
    expect((await stop({ chat: 'usage' })).status).toBe(204)
  })
})

describe('GET {api}/usage', () => {
  it('tells callers of themselves, whatever they ask for besides', async () => {
    const { get, asked } = routeOf(usageOf)
    const response = await get({ 'x-user': 'bob' }, '/api/chat/usage?caller=eve')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(usageOf({ id: 'bob' }))))
    expect(asked).toEqual([{ id: 'bob', tags: { team: 'search' } }])
  })

  it.each([null, undefined, {}, { id: '' }])('is refused to who is not signed in: %j', async (caller) => {
    const { get, asked } = routeOf(usageOf, { identify: () => caller as null })
    const response = await get()
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(asked).toEqual([])
  })

  it.each<[string, () => ReturnType<typeof routeOf>]>([
    ['the handler counts nothing', () => routeOf(undefined)],
    ['nobody asks who calls', () => routeOf(usageOf, { identify: undefined })],
    ['all are one', () => routeOf(usageOf, { identify: undefined, anonymous: 'shared' })],
    [
      'what the handler has is no function',
      () => routeOf(undefined, { handler: Object.assign(answer.bind(undefined), { usage: {} }) as never }),
    ],
  ])('is not found where %s', async (_, create) => {
    const { get, asked, logged } = create()
    const response = await get()
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: { code: 'not-found', message: expect.any(String), requestId: expect.any(String) },
    })
    expect([asked, logged]).toEqual([[], []])
  })

  it('is refused to pages of other origins, unless they are allowed', async () => {
    const origin = 'https://app.example.com'
    const headers = { origin, 'sec-fetch-site': 'cross-site' }
    const closed = routeOf(usageOf)
    expect((await closed.get(headers)).status).toBe(403)
    expect(closed.asked).toEqual([])
    const response = await routeOf(usageOf, { cors: { origins: [origin] } }).get(headers)
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin])
  })

  it.each<[string, () => unknown]>([
    [
      'at once',
      () => {
        throw new Error(`cannot open /var/lib/ledger.db with ${canary}`)
      },
    ],
    ['later', () => Promise.reject(new Error(`cannot open /var/lib/ledger.db with ${canary}`))],
  ])('says no more than that we failed where the ledger fails %s', async (_, usage) => {
    const { get, logged } = routeOf(usage)
    const response = await get()
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: { code: 'internal', message: 'Something went wrong on the server.', requestId: expect.any(String) },
    })
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('/var/lib/ledger.db')
    expect(logged[0]).not.toContain(canary)
  })

  it('passes on what the handler says of its failure', async () => {
    const { get } = routeOf(() => Promise.reject(new ChatError('overloaded', 'Later.', { retryAfterMs: 2_000 })))
    const response = await get()
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
  })

  it('does not wait for ever', async () => {
    const clock = createTestClock()
    const { get } = routeOf(() => new Promise(() => undefined), { clock })
    const asked = get()
    await clock.advance(10_000)
    expect((await asked).status).toBe(504)
    expect(clock.pendingTimers).toBe(0)
  })

  it('leaves no timer behind', async () => {
    const clock = createTestClock()
    expect((await routeOf(usageOf, { clock }).get()).status).toBe(200)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('what a pipeline tells a caller', () => {
  const team = { ada: 'search', bob: 'ads', eve: 'search' }
  const budget = { amount: '5', currency: 'USD', window: '1d' } as const
  const pipeline = () =>
    createPipeline({
      targets: { gpt: openai('gpt-5-mini', { apiKey: () => 'no-real-key', fetch: simulatedProvider() }) },
      budget: [
        { ...budget, per: 'caller' },
        { ...budget, per: 'tag:team', amount: '50' },
        { ...budget, per: 'all', amount: '777' },
        { ...budget, per: 'model', amount: '888' },
      ],
    })
  async function asked(...callers: (keyof typeof team)[]) {
    const route = createChatRoute({
      handler: pipeline(),
      identify: (request) => {
        const id = request.headers.get('x-user') as keyof typeof team
        return { id, tags: { team: team[id] } }
      },
    })
    for (const caller of callers) await readParts(await route.POST(post(undefined, { headers: { 'x-user': caller } })))
    return async (caller: keyof typeof team) => {
      const request = new Request('http://app.test/api/chat/usage', { headers: { 'x-user': caller } })
      return (await (await route.GET(request)).json()) as CallerUsage
    }
  }

  it('is what this caller used, and nothing of what others did', async () => {
    const usageOf = await asked('ada', 'ada', 'bob')
    const [ada, bob] = [await usageOf('ada'), await usageOf('bob')]
    expect([ada.total.calls, bob.total.calls]).toEqual([2, 1])
    expect([ada.caller, bob.caller]).toEqual(['ada', 'bob'])
    expect(ada.budgets.map(({ per, limit }) => `${per} ${limit}`)).toEqual(['caller 5', 'tag:team 50'])
    expect(Number(ada.budgets[0]?.used)).toBeCloseTo(2 * Number(bob.budgets[0]?.used), 12)
    expect(ada.budgets[0]?.used).toBe(ada.total.cost.USD)
    // What all of them used together tells what the others did; so does what a model was used for.
    expect(JSON.stringify(ada)).not.toMatch(/"777"|"888"|bob|ads|"(all|model)"/)
  })

  it('includes what its own team used, and not who that was', async () => {
    const usageOf = await asked('ada', 'eve', 'bob')
    const eve = await usageOf('eve')
    expect(eve.budgets[1]).toMatchObject({ per: 'tag:team', owner: 'search' })
    expect(Number(eve.budgets[1]?.used)).toBeCloseTo(2 * Number(eve.total.cost.USD), 12)
    expect(JSON.stringify(eve)).not.toMatch(/ada|bob/)
  })

  it('is nothing to somebody who has never called', async () => {
    const { total, budgets } = await (await asked('ada'))('bob')
    expect(total).toMatchObject({ calls: 0, usage: { inputTokens: 0, outputTokens: 0 }, cost: {} })
    expect(budgets.map(({ used }) => used)).toEqual(['0', '0'])
  })
})
