import { createMemoryKeyValueStore, type Refusal } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everythingIn } from '../test-support/everything-in.ts'
import { serveTokens, type TokenReply, type TokenServer } from '../test-support/token-server.ts'
import { type DashScopeTemporaryOptions, dashscopeTemporary } from './dashscope-temporary.ts'

const request = () => ({ method: 'POST', url: 'https://dashscope.test/', headers: new Headers(), body: '{}' })
let server: TokenServer
let clock: TestClock

beforeEach(async () => {
  clock = createTestClock()
  server = await serveTokens(issued)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

function issued(): TokenReply {
  const seconds = Number(server.requests.at(-1)?.url.searchParams.get('expire_in_seconds'))
  return lasting(clock.now() / 1_000 + seconds)
}
const lasting = (expiresAt: number, headers: Record<string, string> = {}): TokenReply => ({
  headers,
  body: { token: `st-${server.requests.length}`, expires_at: expiresAt },
})

function create(options: DashScopeTemporaryOptions = {}, key = 'sk-long') {
  const authorize = dashscopeTemporary(key, { endpoint: server.url, clock, ...options })
  const sent = async () => (await authorize.apply(request())).headers.get('authorization')
  const feedback = (authorization: string, code: Refusal['code']) => {
    const headers = new Headers({ authorization })
    const refused = { ...request(), headers }
    return authorize.feedback?.({ request: refused, status: 401, headers: new Headers(), body: {}, code })
  }
  return { authorize, sent, feedback }
}

describe('dashscopeTemporary', () => {
  it('asks with the long-lived key, and sends what it gets in its place', async () => {
    expect(await create().sent()).toBe('Bearer st-1')
    const [{ method, url, headers, body } = expect.unreachable()] = server.requests
    expect([method, url.search, headers.get('authorization'), body]).toEqual([
      'POST',
      '?expire_in_seconds=600',
      'Bearer sk-long',
      '',
    ])
  })

  it('asks once for a hundred calls, and again when the time is up', async () => {
    const { sent } = create({ expiresInSeconds: 60 })
    const all = await Promise.all(Array.from({ length: 100 }, sent))
    expect([new Set(all), server.requests.length]).toEqual([new Set(['Bearer st-1']), 1])
    await clock.advance(60_000)
    expect(await sent()).toBe('Bearer st-2')
  })

  it('replaces a token of which less than a tenth is left, while calls go on with it', async () => {
    const { sent } = create()
    await sent()
    await clock.advance(540_001)
    expect(await sent()).toBe('Bearer st-1')
    await vi.waitFor(async () => expect(await sent()).toBe('Bearer st-2'))
  })

  it('drops a token that is refused', async () => {
    const { sent, feedback } = create()
    await sent()
    expect(await feedback('Bearer st-1', 'forbidden')).toBe(false)
    expect(await sent()).toBe('Bearer st-1')
    expect(await Promise.all([feedback('Bearer st-1', 'auth'), feedback('Bearer st-1', 'auth')])).toEqual([true, true])
    expect([await sent(), await sent(), server.requests.length]).toEqual(['Bearer st-2', 'Bearer st-2', 2])
  })

  it('shares its tokens through a store, but not with one whose tokens live longer', async () => {
    const store = createMemoryKeyValueStore({ clock })
    expect(await create({ store }).sent()).toBe('Bearer st-1')
    expect(await create({ store }).sent()).toBe('Bearer st-1')
    expect(await create({ store, expiresInSeconds: 60 }).sent()).toBe('Bearer st-2')
  })

  it('does not ask again for a minute with a key that is refused', async () => {
    const { sent } = create()
    server.answer(() => ({ status: 401, body: { code: 'InvalidApiKey', message: 'Invalid API-key provided.' } }))
    await expect(sent()).rejects.toMatchObject({ code: 'auth' })
    server.answer(issued)
    await expect(sent()).rejects.toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(1)
    expect(await create({}, 'sk-other').sent()).toBe('Bearer st-2')
    await clock.advance(60_000)
    expect(await sent()).toBe('Bearer st-3')
  })

  it('reads the end of a token by the vendor’s clock', async () => {
    const theirs = clock.now() - 300_000
    server.answer(() => lasting(theirs / 1_000 + 600, { date: new Date(theirs).toUTCString() }))
    const { sent } = create()
    await sent()
    await clock.advance(540_000)
    await sent()
    expect(server.requests).toHaveLength(1)
    await clock.advance(60_000)
    expect(await sent()).toBe('Bearer st-2')
  })

  it.each([
    ['has been', -1],
    ['is now', 0],
    ['is later than was asked for', 661],
    ['is in milliseconds', 1e12],
  ])('does not believe an end that %s', async (_, seconds) => {
    server.answer(() => lasting(clock.now() / 1_000 + seconds))
    await expect(create().sent()).rejects.toMatchObject({ code: 'server' })
  })

  it.each([{}, { token: 'st-canary' }, { token: 'st canary', expires_at: 1 }, 'st-canary', null])(
    'calls the reply %j no token, and quotes nothing of it',
    async (body) => {
      server.answer(() => ({ body }))
      const failure = await create({}, 'sk-canary')
        .sent()
        .catch((error) => error)
      expect(failure).toMatchObject({ code: 'server' })
      expect(everythingIn(failure)).not.toContain('canary')
    },
  )

  it('quotes neither key nor reply when it is refused or finds nobody', async () => {
    server.answer(() => ({ status: 401, body: { message: 'sk-canary' } }))
    const refused = await create({}, 'sk-canary')
      .sent()
      .catch((error) => error)
    await server.close()
    const lost = await create({}, 'sk-canary')
      .sent()
      .catch((error) => error)
    expect([refused.code, lost.code]).toEqual(['auth', 'network'])
    expect(everythingIn([refused, lost])).not.toContain('canary')
    expect(everythingIn(refused) + everythingIn(lost)).not.toContain('canary')
  })

  it('takes its key of the environment, and says if it is missing', async () => {
    vi.stubEnv('DASHSCOPE_API_KEY', '')
    const authorize = dashscopeTemporary(undefined, { endpoint: server.url, clock })
    expect(await authorize.check()).toEqual(['The environment variable DASHSCOPE_API_KEY is not set.'])
    vi.stubEnv('DASHSCOPE_API_KEY', 'sk-env')
    expect(await authorize.check()).toEqual([])
    await authorize.apply(request())
    expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer sk-env')
  })

  it.each([0, 1_801, 1.5, Number.NaN])('refuses tokens of %d seconds', (expiresInSeconds) => {
    expect(() => create({ expiresInSeconds })).toThrow(RangeError)
  })

  it.each([1, 1_800])('may ask for tokens of %d seconds', async (expiresInSeconds) => {
    expect(await create({ expiresInSeconds }).sent()).toBe('Bearer st-1')
  })
})
