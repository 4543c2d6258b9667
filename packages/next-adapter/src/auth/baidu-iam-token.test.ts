import { createMemoryKeyValueStore } from '@sluice/core'
import { createTestClock, type TestClock } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everythingIn } from '../test-support/everything-in.ts'
import { serveTokens, type TokenReply, type TokenServer } from '../test-support/token-server.ts'
import { type BaiduIamTokenOptions, baiduIamToken } from './baidu-iam-token.ts'
import { bceAuthV1 } from './bce-auth-v1.ts'

const request = () => ({ method: 'POST', url: 'https://qianfan.test/', headers: new Headers(), body: '{}' })
const pair = { accessKeyId: 'ALTAKid', secretAccessKey: 'sk' }
let server: TokenServer
let clock: TestClock

beforeEach(async () => {
  clock = createTestClock()
  server = await serveTokens(() => issued())
})
afterEach(() => server.close())

function issued(nowMs = clock.now(), headers: Record<string, string> = {}): TokenReply {
  const lifeMs = Number(server.requests.at(-1)?.url.searchParams.get('expireInSeconds')) * 1_000
  const dates = { createTime: new Date(nowMs).toISOString(), expireTime: new Date(nowMs + lifeMs).toISOString() }
  return { headers, body: { userId: 'u', token: tokenOf(server.requests.length), status: 'enable', ...dates } }
}
const tokenOf = (number: number) => `bce-v3/ALTAK-${number}/0`
const refused = (status: number, code: string, headers: Record<string, string> = {}): TokenReply => ({
  status,
  headers,
  body: { code, message: 'canary', requestId: 'canary' },
})

function create(options: Partial<BaiduIamTokenOptions> = {}) {
  const authorize = baiduIamToken({ ...pair, endpoint: server.url, clock, ...options } as BaiduIamTokenOptions)
  const sent = async () => (await authorize.apply(request())).headers.get('authorization')
  const feedback = (status: number, body: unknown, authorization = `Bearer ${tokenOf(1)}`) => {
    const headers = new Headers({ authorization })
    const refusal = { request: { ...request(), headers }, status, headers: new Headers(), body, code: 'auth' } as const
    return authorize.feedback?.(refusal)
  }
  return { authorize, sent, feedback }
}

describe('baiduIamToken', () => {
  it('signs its question with an access key, and sends the token that it gets', async () => {
    expect(await create().sent()).toBe(`Bearer ${tokenOf(1)}`)
    const [{ method, url, headers } = expect.unreachable()] = server.requests
    expect([method, url.search]).toEqual(['GET', '?expireInSeconds=1800'])
    const expected = await bceAuthV1({ ...pair, clock }).apply({
      method: 'GET',
      url: `${server.url}?expireInSeconds=1800`,
      headers: new Headers(),
      body: '',
    })
    expect(headers.get('authorization')).toBe(expected.headers.get('authorization'))
    expect(headers.get('x-bce-date')).toBe('2026-01-01T00:00:00Z')
  })

  it('sends a session token along', async () => {
    await create({ sessionToken: 'session' }).sent()
    expect(server.requests[0]?.headers.get('x-bce-security-token')).toBe('session')
  })

  it('may ask with a long-lived key', async () => {
    const authorize = baiduIamToken({ apiKey: 'bce-v3/ALTAK-long/x', endpoint: server.url, clock })
    await authorize.apply(request())
    expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer bce-v3/ALTAK-long/x')
  })

  it('limits what a token may be used for', async () => {
    const acl = { services: ['文心一言?>~'], effect: 'Allow' }
    await create({ acl, expiresInSeconds: 300 }).sent()
    const query = server.requests[0]?.url.searchParams
    expect(query?.get('expireInSeconds')).toBe('300')
    expect(JSON.parse(Buffer.from(query?.get('acl') ?? '', 'base64').toString())).toEqual(acl)
  })

  it('shares tokens through a store, but none of a wider or narrower use', async () => {
    const store = createMemoryKeyValueStore({ clock })
    expect(await create({ store }).sent()).toBe(`Bearer ${tokenOf(1)}`)
    expect(await create({ store }).sent()).toBe(`Bearer ${tokenOf(1)}`)
    expect(await create({ store, acl: { id: 'a' } }).sent()).toBe(`Bearer ${tokenOf(2)}`)
    expect(await create({ store, acl: { id: 'b' } }).sent()).toBe(`Bearer ${tokenOf(3)}`)
    expect(await create({ store, secretAccessKey: 'other' }).sent()).toBe(`Bearer ${tokenOf(4)}`)
    expect(await create({ store, sessionToken: 'session' }).sent()).toBe(`Bearer ${tokenOf(5)}`)
  })

  it('asks once for a hundred calls at once, and again when the time is up', async () => {
    const { sent } = create()
    const all = await Promise.all(Array.from({ length: 100 }, sent))
    expect([new Set(all).size, server.requests.length]).toEqual([1, 1])
    await clock.advance(1_800_000)
    expect(await sent()).toBe(`Bearer ${tokenOf(2)}`)
  })

  it('sets its clock right by a refusal, asks once more, and keeps it right', async () => {
    const theirs = () => clock.now() + 3_600_000
    const date = () => ({ date: new Date(theirs()).toUTCString() })
    server.answer(({ headers }) => {
      const isFresh = Math.abs(Date.parse(headers.get('x-bce-date') ?? '') - theirs()) < 300_000
      return isFresh ? issued(theirs(), date()) : refused(403, 'RequestExpired', date())
    })
    const { sent } = create()
    expect(await sent()).toBe(`Bearer ${tokenOf(2)}`)
    await clock.advance(1_799_999)
    await sent()
    await vi.waitFor(() => expect(server.requests).toHaveLength(3))
    await clock.advance(1)
    expect(await sent()).toBe(`Bearer ${tokenOf(3)}`)
  })

  it('asks no third time when its time is refused again', async () => {
    const date = new Date(clock.now() + 3_600_000).toUTCString()
    server.answer(() => refused(403, 'RequestExpired', { date }))
    const { sent } = create()
    await expect(sent()).rejects.toMatchObject({ code: 'auth', cause: { status: 403, reason: 'RequestExpired' } })
    await expect(sent()).rejects.toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(2)
  })

  it.each([
    [403, 'InvalidAccessKeyId', 'auth'],
    [400, 'InvalidHTTPAuthHeader', 'auth'],
    [403, 'SignatureDoesNotMatch', 'auth'],
    [500, 'InternalError', 'server'],
  ])('says for the log what a %i with %s means, and quotes nothing else', async (status, reason, code) => {
    server.answer(() => refused(status, reason))
    const failure = await create({ accessKeyId: 'canary', secretAccessKey: 'canary' })
      .sent()
      .catch((error) => error)
    expect(failure).toMatchObject({ code, cause: { status, reason } })
    expect(everythingIn(failure)).not.toContain('canary')
  })

  it.each<unknown>([
    '',
    { token: 'bce-v3/canary' },
    { token: 'bce-v3/canary', expireTime: 'canary' },
    { token: 'bce-v3/canary', expireTime: 1_800 },
    { token: 'bce-v3/canary', expireTime: '2020-01-01T00:00:00Z' },
    { token: 'bce-v3/canary', expireTime: '2126-01-01T00:00:00Z' },
    { token: 'bce-v3/canary\n', expireTime: '2026-01-01T00:20:00Z' },
  ])('calls the reply %j no token, and quotes nothing of it', async (body) => {
    server.answer(() => ({ body }))
    const failure = await create({ secretAccessKey: 'canary' })
      .sent()
      .catch((error) => error)
    expect(failure).toMatchObject({ code: 'server' })
    expect(everythingIn(failure)).not.toContain('canary')
  })

  it('does not ask again for a minute with a key that is refused, but at once with another', async () => {
    let secret = 'old'
    const { sent } = create({ secretAccessKey: () => secret })
    server.answer(() => refused(403, 'SignatureDoesNotMatch'))
    await expect(sent()).rejects.toMatchObject({ code: 'auth' })
    server.answer(() => issued())
    await expect(sent()).rejects.toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(1)
    secret = 'new'
    expect(await sent()).toBe(`Bearer ${tokenOf(2)}`)
    const [old, rotated] = server.requests.map(({ headers }) => headers.get('authorization'))
    expect(old).not.toBe(rotated)
    secret = 'old'
    await clock.advance(60_000)
    expect(await sent()).toBe(`Bearer ${tokenOf(3)}`)
  })

  it('drops a token that Qianfan refuses', async () => {
    const { sent, feedback } = create()
    await sent()
    const body = { error: { code: 'invalid_iam_token', message: 'Invalid iam token' } }
    expect(await Promise.all([feedback(401, body), feedback(401, body)])).toEqual([true, true])
    expect([await sent(), await sent()]).toEqual([`Bearer ${tokenOf(2)}`, `Bearer ${tokenOf(2)}`])
    const again = () => feedback(401, { code: 'invalid_iam_token' }, `Bearer ${tokenOf(2)}`)
    expect(await again()).toBe(false)
    await clock.advance(60_000)
    expect(await again()).toBe(true)
    expect([await sent(), server.requests.length]).toEqual([`Bearer ${tokenOf(3)}`, 3])
  })

  it.each<[number, unknown]>([
    [403, { error: { code: 'invalid_iam_token' } }],
    [401, { error: { code: 'invalid_appid' } }],
    [401, { error: 'invalid_iam_token' }],
    [401, 'invalid_iam_token'],
  ])('keeps its token for a %i with %j', async (status, body) => {
    const { sent, feedback } = create()
    await sent()
    expect([await feedback(status, body), await sent()]).toEqual([false, `Bearer ${tokenOf(1)}`])
  })

  it('says which of its credentials are missing', async () => {
    expect(await create({ accessKeyId: '', sessionToken: ' ' }).authorize.check()).toHaveLength(2)
    expect(await baiduIamToken({ apiKey: '' }).check()).toHaveLength(1)
    expect(await create().authorize.check()).toEqual([])
  })

  it.each([299, 2_592_001, 1_000.5])('refuses tokens of %d seconds', (expiresInSeconds) => {
    expect(() => create({ expiresInSeconds })).toThrow(RangeError)
  })

  it('sends no secret where it could be read on the way', () => {
    expect(() => create({ endpoint: 'http://iam.bj.baidubce.com/v1/BCE-BEARER/token' })).toThrow(TypeError)
  })
})
