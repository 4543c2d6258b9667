import { createHmac } from 'node:crypto'
import type { ProviderRequest } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import type { Secret } from '../secrets/secret.ts'
import { type HmacHeadersOptions, hmacHeaders } from './hmac-headers.ts'

const clock = createTestClock(Date.UTC(2026, 0, 1) + 999)
const now = String(Date.UTC(2026, 0, 1) / 1_000)
const request = (more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'post',
  url: 'https://gateway.test:8443/聊天/a%2fb?stream=true&q=a b#part',
  headers: new Headers(),
  body: '{"text":"你好 {timestamp} $& {nonce}"}',
  ...more,
})
const create = (options: Partial<HmacHeadersOptions> = {}) =>
  hmacHeaders({ accessKey: 'ak', secretKey: '密钥', clock, random: () => 0, ...options })
const signatureOf = (text: string, key = '密钥') => createHmac('sha256', key).update(text).digest('base64')
const signed = async (template: string) => {
  const { headers } = await create({ template }).apply(request())
  return headers.get('x-bce-signature')
}

describe('hmacHeaders', () => {
  it('signs method, path, body and time, and sends the rest beside it', async () => {
    const { headers } = await create().apply(request())
    const path = '/%E8%81%8A%E5%A4%A9/a%2fb'
    expect(Object.fromEntries(headers)).toEqual({
      'x-bce-signature': signatureOf(`POST\n${path}\n${request().body}\n${now}`),
      'x-bce-timestamp': now,
      'x-bce-nonce': '10000',
      'x-bce-accesskey': 'ak',
    })
  })

  it.each([
    ['{query}', 'stream=true&q=a%20b'],
    ['{host}', 'gateway.test:8443'],
    ['{url}', 'https://gateway.test:8443/%E8%81%8A%E5%A4%A9/a%2fb?stream=true&q=a%20b'],
    ['{nonce}{nonce}', '1000010000'],
    ['{"a":{method}}', '{"a":POST}'],
    // What the body says is not looked at again.
    ['{body}|{timestamp}', `${request().body}|${now}`],
  ])('fills %s', async (template, text) => {
    expect(await signed(template)).toBe(signatureOf(text))
  })

  it.each(['{path}{Body}', '{constructor}', '{time}', '', 'constant'])('refuses the template %j', (template) => {
    expect(() => create({ template })).toThrow(TypeError)
  })

  it('takes other names, hexadecimal digits and a nonce of one’s own', async () => {
    const names = { signature: 'x-sign', timestamp: 'x-time', nonce: 'x-once', accessKey: 'x-key' }
    const { headers } = await create({
      headers: names,
      encoding: 'hex',
      template: '{nonce}',
      nonce: () => 'n-1',
    }).apply(request())
    expect(Object.fromEntries(headers)).toEqual({
      'x-sign': createHmac('sha256', '密钥').update('n-1').digest('hex'),
      'x-time': now,
      'x-once': 'n-1',
      'x-key': 'ak',
    })
  })

  it('makes nonces of five digits', async () => {
    const { headers } = await create({ random: () => 1 - Number.EPSILON }).apply(request())
    expect(headers.get('x-bce-nonce')).toBe('99999')
  })

  it('refuses a way of writing that does not exist', () => {
    expect(() => hmacHeaders({ accessKey: 'ak', secretKey: 'sk', encoding: 'base32' as never })).toThrow(TypeError)
    expect(() => hmacHeaders({ accessKey: 'ak', secretKey: 'sk', encoding: 'toString' as never })).toThrow(/encoding/)
  })

  it('refuses a name that no header can have', () => {
    expect(() => create({ headers: { signature: 'X Signature' } })).toThrow(TypeError)
    expect(() => create({ headers: { nonce: '' } })).toThrow(TypeError)
  })

  it('sends nothing without its keys, and says what is missing', async () => {
    const missing = create({ accessKey: '', secretKey: ' ' })
    expect(await missing.check()).toHaveLength(2)
    await expect(missing.apply(request())).rejects.toMatchObject({ code: 'auth' })
    expect(await create().check()).toEqual([])
  })

  it('asks once more when the key was refused and another has taken its place', async () => {
    const keys = ['old', 'new']
    const secretKey: Secret = {
      read: () => keys[0]!,
      check: async () => undefined,
      forget: (key) => void (keys[0] === key && keys.length > 1 && keys.shift()),
    }
    const authorize = create({ secretKey, template: '{nonce}' })
    const tell = (sent: ProviderRequest, code: 'auth' | 'server' = 'auth') =>
      authorize.feedback?.({ request: sent, status: 401, headers: new Headers(), body: '', code })
    const sent = await authorize.apply(request())
    expect(await tell(sent, 'server')).toBe(false)
    expect(await tell(sent)).toBe(true)
    // Again, as if another call had been on its way with the old key.
    expect(await tell(sent)).toBe(true)
    const again = await authorize.apply(request())
    expect(again.headers.get('x-bce-signature')).toBe(signatureOf('10000', 'new'))
    expect(await tell(again)).toBe(false)
  })
})
