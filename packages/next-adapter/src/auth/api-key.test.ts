import { type ChatErrorCode, isChatError, type ProviderRequest } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import type { Secret } from '../secrets/secret.ts'
import { openai } from '../vendors/openai.ts'
import { apiKey } from './api-key.ts'

const request = () => ({ method: 'POST', url: 'https://example.com/', headers: new Headers(), body: '{}' })

describe('apiKey', () => {
  it('puts the key on the request as a bearer token, without the blanks around it', async () => {
    const { headers } = await apiKey(() => ' sk-1\n').apply(request())
    expect(headers.get('authorization')).toBe('Bearer sk-1')
  })

  it('puts it into another header as it is', async () => {
    const { headers } = await apiKey('sk-1', { header: 'x-api-key' }).apply(request())
    expect(headers.get('x-api-key')).toBe('sk-1')
  })

  it('knows the usual header however it is written', async () => {
    const { headers } = await apiKey('sk-1', { header: 'Authorization' }).apply(request())
    expect(headers.get('authorization')).toBe('Bearer sk-1')
  })

  it.each(['canary\nkey', 'canary key', '', 'canäry'])('refuses %j, and quotes it nowhere', async (key) => {
    const failure: unknown = await (async () => apiKey(key).apply(request()))().catch((thrown: unknown) => thrown)
    expect(isChatError(failure) && failure.code).toBe('auth')
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('can')
  })

  it('says what its secret misses', async () => {
    expect(await apiKey(' ').check()).toEqual(['The key that was given is empty.'])
    expect(await apiKey('sk-1').check()).toEqual([])
  })
})

describe('apiKey, told that its key was refused', () => {
  const refusal = (sent: ProviderRequest, code: ChatErrorCode = 'auth') => ({
    request: sent,
    status: 401,
    headers: new Headers(),
    body: undefined,
    code,
  })

  it.each([{}, { header: 'x-api-key' }])('asks once more if there is another now, with %j', async (options) => {
    const keys = ['old', 'new']
    const forgotten: string[] = []
    const forget = (key: string) => {
      forgotten.push(key)
      keys.splice(0, keys.length, 'new')
    }
    const authorize = apiKey({ read: async () => keys[0]!, check: async () => undefined, forget }, options)
    const sent = await authorize.apply(request())
    expect(await authorize.feedback?.(refusal(sent))).toBe(true)
    expect(await authorize.feedback?.(refusal(await authorize.apply(request())))).toBe(false)
    expect(forgotten).toEqual(['old', 'new'])
  })

  it('does not if its secret cannot forget, or something else was wrong', async () => {
    const keys = ['old', 'new']
    const fixed = apiKey(() => keys.shift()!)
    expect(await fixed.feedback?.(refusal(await fixed.apply(request())))).toBe(false)
    expect(keys).toEqual(['new'])
    const forget = () => expect.unreachable()
    const other = apiKey({ read: () => 'key', check: async () => undefined, forget })
    expect(await other.feedback?.(refusal(await other.apply(request()), 'overloaded'))).toBe(false)
  })

  it('does not if nothing can be read any more', async () => {
    const secret: Secret = { read: () => 'key', check: async () => undefined, forget: () => undefined }
    const authorize = apiKey(secret)
    const sent = await authorize.apply(request())
    secret.read = () => {
      throw new Error('The vault is closed.')
    }
    expect(await authorize.feedback?.(refusal(sent))).toBe(false)
  })
})

describe('openai', () => {
  it('sends our own key to no other server in place of one that was to be given and is not', async () => {
    const missing = openai('m', { baseUrl: 'https://other.test/v1', apiKey: undefined })
    expect(await missing.check?.()).toEqual(['The key that was given is empty.'])
  })
})
