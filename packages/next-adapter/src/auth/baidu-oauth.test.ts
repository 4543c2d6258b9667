import { createMemoryKeyValueStore, type KeyValueStore } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Secret } from '../secrets/secret.ts'
import { everythingIn } from '../test-support/everything-in.ts'
import { serveTokens, type TokenReply, type TokenServer } from '../test-support/token-server.ts'
import { type BaiduOAuthOptions, baiduOAuth } from './baidu-oauth.ts'

const chat = 'https://aip.test/chat/completions_pro'
const request = (url = chat) => ({ method: 'POST', url, headers: new Headers(), body: '{}' })
const thirtyDays = 2_592_000
let server: TokenServer

beforeEach(async () => {
  server = await serveTokens(issued)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

/** As the documentation shows it, the fields that are of no use included. */
function issued(): TokenReply {
  const token = `24.token-${server.requests.length}`
  const rest = { refresh_token: '25.canary', session_key: 'canary', session_secret: 'canary', scope: 'public' }
  return { body: { access_token: token, expires_in: thirtyDays, ...rest } }
}
const refusing = (description: string) => (): TokenReply => ({
  status: 401,
  body: { error: 'invalid_client', error_description: description },
})

function create(options: BaiduOAuthOptions = {}) {
  const clock = createTestClock()
  const given = { clientId: 'id', clientSecret: 'secret', endpoint: server.url, clock, ...options }
  const authorize = baiduOAuth(given)
  const token = async () => new URL((await authorize.apply(request())).url).searchParams.get('access_token')
  const feedback = async (url: string, body: unknown) =>
    authorize.feedback?.({ request: request(url), status: 200, headers: new Headers(), body, code: 'auth' })
  return { authorize, clock, token, feedback }
}

describe('baiduOAuth', () => {
  it('asks for a token as Baidu wants it: all in the query, by POST, without a body', async () => {
    await create().authorize.apply(request())
    const [{ method, url, body, headers } = expect.unreachable()] = server.requests
    expect([method, body, headers.get('content-length')]).toEqual(['POST', '', '0'])
    expect(Object.fromEntries(url.searchParams)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 'secret',
    })
  })

  it('puts the token into the query, in place of another, and changes nothing else', async () => {
    const { authorize } = create()
    const asked = request(`${chat}?access_token=old&a=1&access_token=older`)
    expect(await authorize.apply(asked)).toEqual({ ...asked, url: `${chat}?access_token=24.token-1&a=1` })
  })

  it('asks once for a hundred calls at once', async () => {
    const { token } = create()
    const tokens = await Promise.all(Array.from({ length: 100 }, token))
    expect([new Set(tokens), server.requests.length]).toEqual([new Set(['24.token-1']), 1])
  })

  it('goes on for the others when the call leaves for which it asked', async () => {
    const { token } = create()
    const leaving = Promise.race([token(), Promise.reject(new Error('left'))])
    const staying = token()
    await expect(leaving).rejects.toThrow('left')
    expect([await staying, server.requests.length]).toEqual(['24.token-1', 1])
  })

  it('replaces the token in its last hour, while calls go on with the old one', async () => {
    const { token, clock } = create()
    await token()
    await clock.advance((thirtyDays - 3_600) * 1_000)
    await token()
    expect(server.requests).toHaveLength(1)
    await clock.advance(1)
    expect(await token()).toBe('24.token-1')
    await vi.waitFor(async () => expect(await token()).toBe('24.token-2'))
    expect(server.requests).toHaveLength(2)
  })

  it('shares its token with another that has the same store, and only with the same application', async () => {
    const store = createMemoryKeyValueStore()
    expect(await create({ store }).token()).toBe('24.token-1')
    expect(await create({ store }).token()).toBe('24.token-1')
    expect(await create({ store, clientSecret: 'other' }).token()).toBe('24.token-2')
    expect(await create({ store, clientId: 'other' }).token()).toBe('24.token-3')
    expect(await create({ store, endpoint: `${server.url}/other` }).token()).toBe('24.token-4')
  })

  it('tells the store neither credentials nor more of the reply than it needs', async () => {
    const memory = createMemoryKeyValueStore()
    const written: unknown[] = []
    const store: KeyValueStore = {
      ...memory,
      set(key, value, options) {
        written.push([key, Object.keys(JSON.parse(value)), options])
        return memory.set(key, value, options)
      },
    }
    await create({ store, clientId: 'canary', clientSecret: 'canary' }).token()
    expect(written).toEqual([
      [
        expect.stringMatching(/^sluice:token:[0-9a-f]{64}$/),
        ['token', 'expiresAt', 'refreshAt'],
        { ttlMs: thirtyDays * 1_000 },
      ],
    ])
  })

  it('needs its keys when it is called, and says which are missing', async () => {
    vi.stubEnv('QIANFAN_AK', '')
    vi.stubEnv('QIANFAN_SK', '')
    const authorize = baiduOAuth({ endpoint: server.url })
    expect(await authorize.check()).toEqual([
      'The environment variable QIANFAN_AK is not set.',
      'The environment variable QIANFAN_SK is not set.',
    ])
    await expect(authorize.apply(request())).rejects.toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(0)
    vi.stubEnv('QIANFAN_AK', 'id')
    vi.stubEnv('QIANFAN_SK', 'secret')
    expect(await authorize.check()).toEqual([])
    expect((await authorize.apply(request())).url).toBe(`${chat}?access_token=24.token-1`)
  })

  it.each(['http://aip.baidubce.com/oauth/2.0/token', 'nowhere', 'https://canary:canary@aip.baidubce.com/'])(
    'sends no secret to %s',
    (endpoint) => {
      expect(() => baiduOAuth({ endpoint })).toThrow(TypeError)
    },
  )
})

describe('a token that Baidu refuses', () => {
  it.each([
    { error_code: 110, error_msg: 'Access token invalid or no longer valid' },
    { error_code: 111, error_msg: 'Access token expired' },
    { error_code: '110' },
    { code: 111, msg: 'expired' },
  ])('is replaced once for %j', async (body) => {
    const { authorize, feedback, token } = create()
    const { url } = await authorize.apply(request())
    expect(await Promise.all(Array.from({ length: 50 }, () => feedback(url, body)))).toEqual(Array(50).fill(true))
    const tokens = await Promise.all(Array.from({ length: 50 }, token))
    expect([new Set(tokens), server.requests.length]).toEqual([new Set(['24.token-2']), 2])
    // A refusal that comes late is of the old token.
    expect([await feedback(url, body), await token()]).toEqual([true, '24.token-2'])
  })

  it.each([
    { error_code: 336_003 },
    { error_code: 1_100 },
    { error_code: 14 },
    { error: { code: 110 } },
    '110',
    null,
    [110],
  ])('is not meant by %j', async (body) => {
    const { authorize, feedback, token } = create()
    const { url } = await authorize.apply(request())
    expect(await feedback(url, body)).toBe(false)
    expect(await token()).toBe('24.token-1')
  })

  it('is not meant where the request had none', async () => {
    expect(await create().feedback(chat, { error_code: 110 })).toBe(false)
  })
})

describe('credentials that Baidu refuses', () => {
  it('are not sent again for a minute', async () => {
    const { token, clock } = create()
    server.answer(refusing('unknown client id'))
    const failure = await token().catch((error) => error)
    expect(failure).toMatchObject({
      code: 'auth',
      cause: { status: 401, reason: 'Baidu does not know the client id.' },
    })
    server.answer(issued)
    await clock.advance(59_999)
    await expect(token()).rejects.toBe(failure)
    expect(server.requests).toHaveLength(1)
    await clock.advance(1)
    expect(await token()).toBe('24.token-2')
  })

  it('may be replaced at once', async () => {
    let current = 'old'
    const clientSecret: Secret = {
      read: () => current,
      check: async () => undefined,
      forget(credential) {
        if (credential === current) current = 'rotated'
      },
    }
    const { token } = create({ clientSecret })
    server.answer(({ url }) =>
      url.searchParams.get('client_secret') === 'old' ? refusing('Client authentication failed')() : issued(),
    )
    await expect(token()).rejects.toMatchObject({ code: 'auth' })
    expect(await token()).toBe('24.token-2')
  })
})

describe('a token endpoint that gives no token', () => {
  const token = '24.canary'
  it.each<[string, string, TokenReply]>([
    ['auth', 'an error of its own', { status: 400, body: { error: 'invalid_request' } }],
    ['auth', 'an error in a 200', { body: { error: 'invalid_client', error_description: 'unknown client id' } }],
    ['server', 'that it is busy in a 200', { body: { error: 'temporarily_unavailable' } }],
    ['server', 'that it failed', { status: 500, body: { error: 'invalid_client' } }],
    ['rate-limited', 'that it is asked too often', { status: 429, body: {} }],
    ['server', 'a web page', { body: '<html>24.canary</html>' }],
    ['server', 'nothing', { body: '' }],
    ['server', 'a list', { body: [token] }],
    ['server', 'a redirect', { status: 302, headers: { location: 'https://other.test/' }, body: '' }],
    ['server', 'no token', { body: { expires_in: 1_000 } }],
    ['server', 'an empty token', { body: { access_token: '', expires_in: 1_000 } }],
    ['server', 'a token with a line break', { body: { access_token: `${token}\n`, expires_in: 1_000 } }],
    ['server', 'a token that is no text', { body: { access_token: { token }, expires_in: 1_000 } }],
    ['server', 'no end of it', { body: { access_token: token } }],
    ['server', 'an end that has been', { body: { access_token: token, expires_in: 0 } }],
    ['server', 'an end in another century', { body: { access_token: token, expires_in: 1e10 } }],
    ['server', 'an end that is no number', { body: { access_token: token, expires_in: '1000' } }],
  ])('is an error of code %s when it says %s', async (code, _, reply) => {
    const { token, clock } = create()
    server.answer(() => reply)
    await expect(token()).rejects.toMatchObject({ code })
    if (code === 'auth') await clock.advance(60_000)
    server.answer(issued)
    expect(await token()).toBe('24.token-2')
  })

  it('is a timeout when it says nothing', async () => {
    const { token, clock } = create({ timeoutMs: 500 })
    server.answer(() => new Promise(() => {}))
    const failure = token().catch((error) => error)
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    await clock.advance(500)
    expect(await failure).toMatchObject({ code: 'timeout' })
  })

  it('is a failure of the network when it cannot be reached', async () => {
    const { token } = create()
    await server.close()
    await expect(token()).rejects.toMatchObject({ code: 'network' })
  })
})

describe('the errors of baiduOAuth', () => {
  const canary = { clientId: 'canary-id', clientSecret: 'canary-secret' }
  const echo = 'canary-id canary-secret 24.canary'

  it.each<[string, TokenReply]>([
    ['refuses', { status: 401, body: { error: echo, error_description: echo } }],
    ['refuses in a header', { status: 403, headers: { 'x-error': echo }, body: echo }],
    ['fails', { status: 500, body: echo }],
    ['sends elsewhere', { status: 307, headers: { location: `https://other.test/?${echo}` }, body: echo }],
    ['gives a token without an end', { body: { access_token: '24.canary', expires_in: echo } }],
    ['gives a token that cannot be sent', { body: { access_token: '24.canary\r\n', expires_in: 1_000 } }],
    ['sends too much', { body: echo.repeat(10_000) }],
  ])('hold neither secret nor token when the endpoint %s', async (_, reply) => {
    server.answer(() => reply)
    const failure = await create(canary)
      .token()
      .catch((error) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(everythingIn(failure)).not.toContain('canary')
  })

  it.each<[string, BaiduOAuthOptions]>([
    ['fetch quotes the address', { fetch: (url) => Promise.reject(new TypeError(`cannot fetch ${url}`)) }],
    ['the secret cannot be sent', { clientSecret: 'canary\nsecret' }],
    ['the id cannot be sent', { clientId: 'canary id' }],
  ])('hold neither when %s', async (_, options) => {
    const failure = await create({ ...canary, ...options })
      .token()
      .catch((error) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(everythingIn(failure)).not.toContain('canary')
  })
})
