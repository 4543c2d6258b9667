import { isChatError } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { apiKey } from './api-key.ts'
import { openai } from './openai.ts'

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

  it.each(['canary\nkey', 'canary key', '', 'canäry'])('refuses %j, and quotes it nowhere', async (key) => {
    const failure: unknown = await (async () => apiKey(key).apply(request()))().catch((thrown: unknown) => thrown)
    expect(isChatError(failure) && failure.code).toBe('auth')
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('can')
  })
})

describe('openai', () => {
  it('sends our own key to no other server in place of one that was to be given and is not', async () => {
    const missing = openai('m', { baseUrl: 'https://other.test/v1', apiKey: undefined })
    expect(await missing.check?.()).toEqual(['The key that was given is empty.'])
  })
})
