import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type SimulatedProvider, type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const v1 = 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions'
const v2 = 'https://qianfan.baidubce.com/v2/chat/completions'
const qwen = 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions'
const iam = 'https://iam.bj.baidubce.com/v1/BCE-BEARER/token'
const temporary = 'https://dashscope.aliyuncs.com/api/v1/tokens'
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] })

function setup(options: SimulatedProviderOptions = {}) {
  const clock = createTestClock()
  return { clock, provider: simulatedProvider({ clock, ...options }) }
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
async function ask(provider: SimulatedProvider, url: string, headers: Record<string, string> = {}) {
  const response = await provider(url, { method: 'POST', headers, body })
  return { status: response.status, code: response.headers.get('x-bce-error-code'), ...(await response.json()) }
}
async function oauth(provider: SimulatedProvider, query: Record<string, string> = {}) {
  const search = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'id',
    client_secret: 'secret',
    ...query,
  })
  const response = await provider(`https://aip.baidubce.com/oauth/2.0/token?${search}`, { method: 'POST' })
  return { status: response.status, ...(await response.json()) }
}
/** Signs as of the start of 2026, where the test clock begins. */
function signature(method: string, url: string, { ak = 'ak', sk = 'sk' } = {}) {
  const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')
  const { host, pathname } = new URL(url)
  const prefix = `bce-auth-v1/${ak}/2026-01-01T00:00:00Z/300`
  const text = `${method}\n${pathname}\n\nhost:${host}`
  return { authorization: `${prefix}/host/${hmac(hmac(sk, prefix), text)}` }
}

describe('a token of Baidu’s OAuth', () => {
  it('opens Qianfan V1, until it expires', async () => {
    const { clock, provider } = setup({ oauthClients: { id: 'secret' }, tokenTtlMs: 60_000 })
    const { access_token: token, expires_in: life } = await oauth(provider)
    expect(life).toBe(60)
    expect(provider.issuedTokens).toEqual([token])
    expect(await ask(provider, `${v1}?access_token=${token}`)).toMatchObject({ result: 'hi' })
    await clock.advance(59_999)
    expect(await ask(provider, `${v1}?access_token=${token}`)).toMatchObject({ result: 'hi' })
    await clock.advance(1)
    expect(await ask(provider, `${v1}?access_token=${token}`)).toMatchObject({ status: 200, error_code: 111 })
  })

  it('is worthless once revoked, others are not', async () => {
    const { provider } = setup({ oauthClients: { id: 'secret' } })
    const first = await oauth(provider)
    expect(first.expires_in).toBe(2_592_000)
    provider.revokeTokens()
    const second = await oauth(provider)
    expect(await ask(provider, `${v1}?access_token=${first.access_token}`)).toMatchObject({ error_code: 110 })
    expect(await ask(provider, `${v1}?access_token=${second.access_token}`)).toMatchObject({ result: 'hi' })
  })

  it('is judged also where nobody must have one', async () => {
    const { provider } = setup()
    expect(await ask(provider, v1)).toMatchObject({ result: 'hi' })
    expect(await ask(provider, `${v1}?access_token=any`)).toMatchObject({ result: 'hi' })
    const { access_token: token } = await oauth(provider)
    provider.revokeTokens()
    expect(await ask(provider, `${v1}?access_token=${token}`)).toMatchObject({ error_code: 110 })
  })

  it('is given to its clients only, and opens no other door', async () => {
    const { provider } = setup({ oauthClients: { id: 'secret' } })
    const refused = { status: 401, error: 'invalid_client' }
    expect(await oauth(provider, { client_id: 'toString' })).toMatchObject({
      ...refused,
      error_description: 'unknown client id',
    })
    expect(await oauth(provider, { client_secret: 'wrong' })).toMatchObject({
      ...refused,
      error_description: 'Client authentication failed',
    })
    expect(await oauth(provider, { grant_type: 'password' })).toMatchObject({ error: 'unsupported_grant_type' })
    expect(await ask(provider, v1)).toMatchObject({ error_code: 110 })
    expect(await ask(provider, `${v1}?access_token=invented`)).toMatchObject({ error_code: 110 })
    const { access_token: token } = await oauth(provider)
    expect(await ask(provider, v2, bearer(token))).toMatchObject({ status: 401, error: { code: 'invalid_iam_token' } })
  })
})

describe('a signature', () => {
  const accessKeys = { ak: 'sk' }

  it('opens Qianfan V1', async () => {
    const { provider } = setup({ accessKeys })
    expect(await ask(provider, v1, signature('POST', v1))).toMatchObject({ status: 200, result: 'hi' })
    expect(provider.calls).toMatchObject([{ ending: 'complete' }])
  })

  it('with a wrong secret, a wrong key or a wrong date does not', async () => {
    const { clock, provider } = setup({ accessKeys })
    const attempt = (keys?: { ak?: string; sk?: string }) => ask(provider, v1, signature('POST', v1, keys))
    const wrong = { status: 403, code: 'SignatureDoesNotMatch', requestId: expect.any(String) }
    expect(await attempt({ sk: 'wrong' })).toMatchObject(wrong)
    expect(await attempt({ ak: 'wrong' })).toMatchObject({ status: 403, code: 'InvalidAccessKeyId' })
    await clock.advance(300_000)
    expect(await attempt()).toMatchObject({ status: 400, code: 'RequestExpired' })
    const late = simulatedProvider({ accessKeys, clock: createTestClock(Date.UTC(2025, 11, 31, 23, 54)) })
    const skewed = await late(v1, { method: 'POST', headers: signature('POST', v1), body })
    expect(skewed.headers.get('x-bce-error-code')).toBe('RequestExpired')
    expect(skewed.headers.get('date')).toBe('Wed, 31 Dec 2025 23:54:00 GMT')
    expect(provider.calls).toMatchObject([{ ending: 'fault' }, { ending: 'fault' }, { ending: 'fault' }])
  })

  it('is asked for where there are access keys', async () => {
    const { provider } = setup({ accessKeys })
    expect(await ask(provider, v1)).toMatchObject({ error_code: 110 })
    const oauthOnly = setup({ oauthClients: {} }).provider
    expect(await ask(oauthOnly, v1, signature('POST', v1))).toMatchObject({ code: 'InvalidAccessKeyId' })
  })

  it('gets a bearer token, which opens Qianfan V2 until it expires', async () => {
    const { clock, provider } = setup({ accessKeys })
    const response = await provider(iam, { headers: signature('GET', iam) })
    const { token, ...rest } = await response.json()
    expect(token).toMatch(/^bce-v3\//)
    expect(rest).toMatchObject({ createTime: '2026-01-01T00:00:00.000Z', expireTime: '2026-01-01T00:30:00.000Z' })
    const invalid = { status: 401, error: { code: 'invalid_iam_token' } }
    expect(await ask(provider, v2, bearer(token))).toMatchObject({ status: 200 })
    expect(await ask(provider, v2, bearer('invented'))).toMatchObject(invalid)
    expect(await ask(provider, v2)).toMatchObject(invalid)
    await clock.advance(1_800_000)
    expect(await ask(provider, v2, bearer(token))).toMatchObject(invalid)
  })

  it('gets none with a wrong secret', async () => {
    const { provider } = setup({ accessKeys })
    const response = await provider(iam, { headers: signature('GET', iam, { sk: 'wrong' }) })
    expect([response.status, response.headers.get('x-bce-error-code')]).toEqual([403, 'SignatureDoesNotMatch'])
    expect(provider.issuedTokens).toEqual([])
  })
})

describe('a key', () => {
  it('gets short-lived tokens from Baidu and DashScope', async () => {
    const { clock, provider } = setup({ apiKey: 'key' })
    const lasting = await provider(`${iam}?expireInSeconds=300`, { headers: bearer('key') })
    expect(await lasting.json()).toMatchObject({ expireTime: '2026-01-01T00:05:00.000Z' })
    const response = await provider(`${temporary}?expire_in_seconds=5`, { method: 'POST', headers: bearer('key') })
    const { token, expires_at: expires } = await response.json()
    expect([token.slice(0, 3), expires * 1_000]).toEqual(['st-', clock.now() + 5_000])
    expect(await ask(provider, qwen, bearer(token))).toMatchObject({ status: 200 })
    expect(await ask(provider, qwen, bearer('key'))).toMatchObject({ status: 200 })
    await clock.advance(5_000)
    expect(await ask(provider, qwen, bearer(token))).toMatchObject({ status: 401, error: { code: 'invalid_api_key' } })
  })

  it.each([
    [temporary, 'POST', 'wrong', 401],
    [`${temporary}?expire_in_seconds=1801`, 'POST', 'key', 400],
    [iam, 'GET', 'wrong', 400],
    [`${iam}?expireInSeconds=299`, 'GET', 'key', 400],
  ])('gets none from %s by %s with the key %s', async (url, method, key, status) => {
    const { provider } = setup({ apiKey: 'key' })
    expect((await provider(url, { method, headers: bearer(key) })).status).toBe(status)
  })
})

describe('the life of tokens', () => {
  it.each([0, -1, Number.NaN])('may not be %d', (tokenTtlMs) => {
    expect(() => simulatedProvider({ tokenTtlMs })).toThrow(RangeError)
  })
})
