import type { ProviderRequest } from '@sluice/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { baiduV2 } from './baidu-v2.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const key = 'bce-v3/ALTAK-id/0123456789abcdef'
const request = (): ProviderRequest => ({
  method: 'POST',
  url: 'https://qianfan.test/v2/chat/completions',
  headers: new Headers(),
  body: '{}',
})
const refusalOf = (sent: ProviderRequest) => ({
  request: sent,
  status: 401,
  headers: new Headers(),
  body: { error: { code: 'invalid_iam_token' } },
  code: 'auth' as const,
})
const caught = async (source: string): Promise<unknown> => {
  try {
    return await baiduV2(source).apply(request())
  } catch (error) {
    return error
  }
}

describe('baiduV2', () => {
  it.each<[string, string | (() => Promise<string>)]>([
    ['text', ` ${key}\n`],
    ['a function', async () => key],
  ])('sends a key from %s as a bearer token, and no application', async (_, source) => {
    const { headers } = await baiduV2(source).apply(request())
    expect([...headers]).toEqual([['authorization', `Bearer ${key}`]])
  })

  it('names the application when told to', async () => {
    const { headers } = await baiduV2(key, { appId: 'app-1' }).apply(request())
    expect(headers.get('appid')).toBe('app-1')
  })

  it.each(['', 'app 1', 'app\n1', '应用'])('refuses %j as an application', (appId) => {
    expect(() => baiduV2(key, { appId })).toThrow(TypeError)
  })

  it('takes QIANFAN_API_KEY of the environment, and says when it is missing', async () => {
    vi.stubEnv('QIANFAN_API_KEY', '')
    const authorize = baiduV2()
    expect(await authorize.check()).toEqual(['The environment variable QIANFAN_API_KEY is not set.'])
    vi.stubEnv('QIANFAN_API_KEY', key)
    expect(await authorize.check()).toEqual([])
    expect((await authorize.apply(request())).headers.get('authorization')).toBe(`Bearer ${key}`)
  })

  it.each([
    ['24.canary0123456789.2592000.1700000000.282335-1', 'an OAuth access token'],
    ['ALTAKcanary', 'an access key id without its secret'],
    ['ALTAK-canary/canary', 'without the bce-v3/'],
    ['sk-canary', 'a key of another provider'],
    ['Bearer bce-v3/ALTAK-canary/canary', 'with the word Bearer'],
    ['bce-v3/ALTAK-canary', 'not complete'],
    ['bce-v3/ALTAK-canary/', 'not complete'],
    ['bce-v3/canary/canary', 'not complete'],
    ['canary', 'needs an API key'],
  ])('does not send %s, says what it looks like, and quotes it nowhere', async (wrong, kind) => {
    const error = await caught(wrong)
    const cause = expect.stringContaining(kind)
    expect(error).toMatchObject({ code: 'auth', message: 'The server has no usable credential.', cause })
    expect(await baiduV2(wrong).check()).toEqual([cause])
    expect(
      JSON.stringify([error, await baiduV2(wrong).check()], ['cause', 'message', 'stack', '0', '1']),
    ).not.toContain('canary')
  })

  it('says that a key cannot be read, in words of its own', async () => {
    const read = () => Promise.reject(new Error('canary'))
    expect(await baiduV2({ read, check: async () => undefined }).check()).toEqual(['The key could not be read.'])
    expect(await baiduV2(read).check()).toEqual(['The function that gives the key threw an error.'])
  })

  it('asks once more when a short-lived token is refused and there is another', async () => {
    const keys = [key, `${key}2`]
    const source = { read: () => keys[0]!, check: async () => undefined, forget: () => void keys.shift() }
    const authorize = baiduV2(source)
    const sent = await authorize.apply(request())
    expect(await authorize.feedback?.(refusalOf(sent))).toBe(true)
    expect((await authorize.apply(request())).headers.get('authorization')).toBe(`Bearer ${key}2`)
    expect(await baiduV2(key).feedback?.(refusalOf(sent))).toBe(false)
  })
})
