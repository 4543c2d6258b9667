import { createPipeline, generate } from '@sluice/core'
import { createTestClock, simulatedProvider } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { baiduOAuth } from '../auth/baidu-oauth.ts'
import { bceAuthV1 } from '../auth/bce-auth-v1.ts'
import { keyPool } from '../secrets/key-pool.ts'
import { sent } from '../test-support/sent.ts'
import { qianfanV1 } from './qianfan-v1.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const home = 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop'
const accessKeys = { 'ak-1': 'sk-1', 'ak-2': 'sk-2' }
const signing = (id: keyof typeof accessKeys, secret = accessKeys[id]) =>
  bceAuthV1({ accessKeyId: id, secretAccessKey: secret })

describe('qianfanV1', () => {
  it('signs with the access key of the environment unless told otherwise', async () => {
    vi.stubEnv('QIANFAN_ACCESS_KEY', 'ak-1')
    vi.stubEnv('QIANFAN_SECRET_KEY', 'sk-1')
    const fetch = simulatedProvider({ accessKeys })
    const { handler, check } = qianfanV1('ERNIE-4.0-8K', { fetch })
    expect(await check?.()).toEqual([])
    expect(await generate(handler, { prompt: 'Hi' })).toMatchObject({ text: 'Hi', provider: 'qianfan-v1' })
    const [call] = fetch.calls
    expect(call?.request.url).toBe(`${home}/chat/completions_pro`)
    expect(call?.request.headers.get('authorization')).toMatch(/^bce-auth-v1\/ak-1\//)
  })

  it('says which variables are missing', async () => {
    vi.stubEnv('QIANFAN_ACCESS_KEY', undefined)
    vi.stubEnv('QIANFAN_SECRET_KEY', undefined)
    const pipeline = createPipeline({ targets: { ernie: qianfanV1('ernie-3.5-8k') } })
    expect(await pipeline.check()).toEqual([
      'ernie: The environment variable QIANFAN_ACCESS_KEY is not set.',
      'ernie: The environment variable QIANFAN_SECRET_KEY is not set.',
    ])
  })

  it('asks with an access token of OAuth in the address', async () => {
    const fetch = simulatedProvider({ oauthClients: { id: 'secret' } })
    const auth = baiduOAuth({ clientId: 'id', clientSecret: 'secret', fetch })
    const { handler } = qianfanV1('ERNIE-3.5-8K', { auth, fetch })
    expect(await generate(handler, { prompt: 'Hi' })).toMatchObject({ text: 'Hi' })
    const [token] = fetch.issuedTokens
    expect(fetch.calls[0]?.request.url).toBe(`${home}/chat/completions?access_token=${token}`)
  })

  it('gets another token, unseen, when Baidu no longer takes the one it has', async () => {
    const fetch = simulatedProvider({ oauthClients: { id: 'secret' } })
    const auth = baiduOAuth({ clientId: 'id', clientSecret: 'secret', fetch })
    const { handler } = qianfanV1('ERNIE-3.5-8K', { auth, fetch })
    await generate(handler, { prompt: 'Hi' })
    fetch.revokeTokens()
    for (const stream of [true, false])
      expect(await generate(handler, { prompt: 'Hi', stream })).toMatchObject({ text: 'Hi' })
    expect(fetch.issuedTokens).toHaveLength(2)
    expect(fetch.calls).toHaveLength(4)
  })

  it('takes the endpoint of a deployment of one’s own', async () => {
    const auth = signing('ak-1')
    const { url, answer } = await sent((fetch) => qianfanV1('mine', { auth, endpoint: 'my_deployment', fetch }))
    expect(url).toBe(`${home}/chat/my_deployment`)
    expect(answer).toMatchObject({ model: 'mine' })
    expect(() => qianfanV1('mine', { auth, endpoint: '../elsewhere' })).toThrow(RangeError)
    expect(() => qianfanV1('no such/model', { auth })).toThrow(RangeError)
  })

  it('takes several endpoints, each with a credential of its own or that of the target', async () => {
    const fetch = simulatedProvider({ accessKeys })
    const endpoints = [
      { region: 'cn-beijing' as const },
      { baseUrl: 'https://elsewhere.example/wenxinworkshop', auth: signing('ak-2') },
    ]
    const target = qianfanV1('ernie-speed', { auth: signing('ak-1'), endpoints, fetch })
    for (let call = 0; call < 2; call++) await generate(target.handler, { prompt: 'Hi' })
    const asked = fetch.calls.map(({ request: { url, headers } }) => [
      new URL(url).host,
      headers.get('authorization')?.split('/')[1],
    ])
    expect(asked).toEqual([
      ['aip.baidubce.com', 'ak-1'],
      ['elsewhere.example', 'ak-2'],
    ])
    const unnamed = [endpoints[0]!, { baseUrl: 'https://elsewhere.example/wenxinworkshop' }]
    expect(() => qianfanV1('ernie-speed', { auth: signing('ak-1'), endpoints: unnamed })).toThrow(TypeError)
  })

  it('takes more headers and fields', async () => {
    const more = { headers: { 'x-team': 'search' }, extraBody: { disable_search: true } }
    const { headers, body } = await sent((fetch) => qianfanV1('ernie-speed', { auth: signing('ak-1'), ...more, fetch }))
    expect(headers.get('x-team')).toBe('search')
    expect(body).toMatchObject({ disable_search: true })
  })
})

describe('several credentials for qianfanV1', () => {
  it('serve in turn, be they of one kind or of both; one that is refused is benched', async () => {
    const clock = createTestClock(Date.now())
    const fetch = simulatedProvider({ accessKeys, oauthClients: { id: 'secret' } })
    const auth = keyPool([
      signing('ak-1', 'wrong'),
      signing('ak-2'),
      baiduOAuth({ clientId: 'id', clientSecret: 'secret', fetch }),
    ])
    const target = qianfanV1('ernie-speed', { auth, fetch, clock })
    const pipeline = createPipeline({ targets: { ernie: target }, clock })
    for (let call = 0; call < 4; call++)
      expect(await generate(pipeline, { prompt: 'Hi' })).toMatchObject({ text: 'Hi' })
    expect(pipeline.snapshot().targets.ernie?.lanes).toMatchObject([
      { name: 'cn-beijing/key-1', calls: 1, failures: 1, benched: { code: 'auth', forMs: 60_000 } },
      { name: 'cn-beijing/key-2', calls: 2, failures: 0 },
      { name: 'cn-beijing/key-3', calls: 2, failures: 0 },
    ])
  })
})

describe('a credential that qianfanV1 cannot use', () => {
  it('is a key alone, and the error says what to use and does not repeat it', () => {
    const wrong = ['canary-key', keyPool(['canary-key']), () => 'canary-key'] as never[]
    for (const auth of wrong) {
      expect(() => qianfanV1('ernie-speed', { auth })).toThrow(TypeError)
      expect(() => qianfanV1('ernie-speed', { auth })).toThrow(/bceAuthV1.*baiduOAuth/)
      expect(() => qianfanV1('ernie-speed', { auth })).not.toThrow('canary')
    }
  })

  it('is the customary one at another host', () => {
    expect(() => qianfanV1('ernie-speed', { baseUrl: 'https://elsewhere.example' })).toThrow(TypeError)
    expect(() =>
      qianfanV1('ernie-speed', { baseUrl: 'https://elsewhere.example', auth: signing('ak-1') }),
    ).not.toThrow()
  })
})
