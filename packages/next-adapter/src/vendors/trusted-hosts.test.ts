import { type Fetch, generate, type Target } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sent } from '../test-support/sent.ts'
import { anthropic } from './anthropic.ts'
import { dashscope } from './dashscope.ts'
import { openai } from './openai.ts'

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', 'env-canary')
  vi.stubEnv('DASHSCOPE_API_KEY', 'env-canary')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

describe('the customary key goes to', () => {
  it.each([
    'https://api.openai.com/v1',
    'https://api.openai.com:8443/v1',
    'https://eu.api.openai.com/v1',
    'HTTPS://API.OPENAI.COM/v1',
    'http://localhost:4000/v1',
    'http://127.0.0.1/v1',
    'https://127.0.0.1/v1',
    'http://[::1]:4000/v1',
  ])('%s', async (baseUrl) => {
    const { headers } = await sent((fetch) => openai('m', { baseUrl, fetch }))
    expect(headers.get('authorization')).toBe('Bearer env-canary')
  })

  it('hosts that are named, and what is below them', async () => {
    const allowedHosts = ['gateway.example']
    for (const baseUrl of ['https://gateway.example/v1', 'https://eu.gateway.example/openai/v1']) {
      const { url, headers } = await sent((fetch) => openai('m', { baseUrl, allowedHosts, fetch }))
      expect(url).toBe(`${baseUrl}/chat/completions`)
      expect(headers.get('authorization')).toBe('Bearer env-canary')
    }
    for (const baseUrl of [
      'https://xgateway.example/v1',
      'http://gateway.example/v1',
      'https://gateway.example.evil/v1',
    ]) {
      expect(() => openai('m', { baseUrl, allowedHosts })).toThrow(TypeError)
    }
  })

  it.each([
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1',
  ])('any region and other host of the vendor: %s', async (baseUrl) => {
    const { headers } = await sent((fetch) => dashscope('m', { baseUrl, fetch }))
    expect(headers.get('authorization')).toBe('Bearer env-canary')
    expect(() => dashscope('m', { baseUrl: baseUrl.replace('.aliyuncs', '-aliyuncs') })).toThrow(TypeError)
  })
})

describe('the customary key does not go to', () => {
  it.each([
    'https://elsewhere.example/v1',
    'http://api.openai.com/v1',
    'https://api.openai.com.evil.example/v1',
    'https://xapi.openai.com/v1',
    'https://openai.com/v1',
    'https://api.openai.com./v1',
    'https://localhost.evil.example/v1',
    'http://127.0.0.1.nip.io/v1',
    'http://0.0.0.0/v1',
    'http://192.168.1.2/v1',
    'https://evil.example/api.openai.com/v1',
  ])('%s', (baseUrl) => {
    const error = thrownBy(() => openai('m', { baseUrl }))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(/apiKey|allowedHosts/)
    expect(String(error)).not.toContain('canary')
  })

  it('an endpoint that is none of its own, whatever the others are', () => {
    const endpoints = [{ region: 'us' as const }, { baseUrl: 'https://elsewhere.example/v1' }]
    expect(() => openai('m', { endpoints })).toThrow(/elsewhere\.example/)
  })

  it('a host that is not there, also where it would be read only later', () => {
    vi.stubEnv('OPENAI_API_KEY', undefined)
    expect(() => openai('m', { baseUrl: 'https://elsewhere.example/v1' })).toThrow(TypeError)
  })
})

describe('a key that was to be given and is not there', () => {
  const create: (fetch: Fetch) => Target = (fetch) =>
    openai('m', { apiKey: undefined, baseUrl: 'https://elsewhere.example/v1', fetch })

  it('is not replaced by the customary one at another host, and check says so', async () => {
    const provider = simulatedProvider()
    const target = create(provider)
    await expect(generate(target.handler, { prompt: 'Hi' })).rejects.toMatchObject({ code: 'auth' })
    expect(provider.calls).toHaveLength(0)
    expect(await target.check?.()).toEqual(['The key that was given is empty.'])
  })

  it('is replaced by the customary one at the vendor’s own', async () => {
    const { headers } = await sent((fetch) => openai('m', { apiKey: undefined, fetch }))
    expect(headers.get('authorization')).toBe('Bearer env-canary')
  })

  it('is found out for an endpoint as well', async () => {
    const endpoints = [{ baseUrl: 'https://elsewhere.example/v1', apiKey: undefined }]
    expect(await openai('m', { endpoints }).check?.()).toEqual(['The key that was given is empty.'])
  })
})

describe('an address that cannot be used', () => {
  it.each([
    ['', 'an http(s) address'],
    ['elsewhere.example', 'an http(s) address'],
    ['ftp://elsewhere.example', 'an http(s) address'],
    ['https://x.example/v1?key=canary-0123', 'no query'],
    ['https://x.example/v1#canary-0123', 'no query'],
    ['https://user:canary-0123@x.example/v1', 'not hold a credential'],
    ['https://api.openai.com@x.example/v1', 'not hold a credential'],
  ])('is refused, and not repeated: %s', (baseUrl, reason) => {
    for (const vendor of [openai, anthropic]) {
      const error = thrownBy(() => vendor('m', { baseUrl, apiKey: 'k' }))
      expect(error).toBeInstanceOf(TypeError)
      expect(String(error)).toContain(reason)
      expect(String(error)).not.toContain('canary')
    }
  })

  it.each(['https://x.example/v1/', 'https://x.example/v1//', 'https://x.example/v1?', 'https://x.example/v1/#'])(
    'is not %s, although it ends oddly',
    async (baseUrl) => {
      const { url } = await sent((fetch) => openai('m', { baseUrl, apiKey: 'k', fetch }))
      expect(url).toBe('https://x.example/v1/chat/completions')
    },
  )
})
