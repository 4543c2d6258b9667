import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { refuseSignature, verifyBceSignature } from './bce-verifier.ts'

const nowMs = Date.UTC(2026, 0, 1, 0, 0, 30)
const date = '2026-01-01T00:00:00Z'
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

/** A signature over a text that a test writes out by hand. */
function signed(
  canonical: string,
  { key = 'sk', prefix = `bce-auth-v1/ak/${date}/1800`, names = 'host;x-bce-date' } = {},
) {
  return `${prefix}/${names}/${hmac(hmac(key, prefix), canonical)}`
}
function verify(
  authorization: string,
  url = 'https://aip.test/chat',
  headers: Record<string, string> = {},
  at = nowMs,
) {
  const request = {
    method: 'POST',
    url: new URL(url),
    headers: new Headers({ 'x-bce-date': date, ...headers, authorization }),
  }
  return verifyBceSignature(request, { accessKeys: { ak: 'sk' }, nowMs: at })
}
const plain = 'POST\n/chat\n\nhost:aip.test\nx-bce-date:2026-01-01T00%3A00%3A00Z'

describe('verifyBceSignature', () => {
  it('takes a signature made with the right key, at the right time', async () => {
    expect(await verify(signed(plain))).toBeUndefined()
  })

  it('takes paths, queries, ports and more headers as Baidu spells them', async () => {
    const url = 'https://aip.test:8443/聊天/a(b)?b=2&a=x y&authorization=z&a-b=1&c'
    const canonical = [
      'POST',
      '/%E8%81%8A%E5%A4%A9/a%28b%29',
      'a-b=1&a=x%20y&b=2&c=',
      'content-type:application%2Fjson',
      'host:aip.test%3A8443',
      'x-bce-date:2026-01-01T00%3A00%3A00Z',
    ].join('\n')
    const names = 'content-type;host;x-bce-date'
    const headers = { 'content-type': 'application/json', 'x-other': 'not signed' }
    expect(await verify(signed(canonical, { names }), url, headers)).toBeUndefined()
    expect(await verify(signed(canonical, { names: '' }), url, headers)).toBeUndefined()
    const odd = plain.replace('/chat', '/100%25')
    expect(await verify(signed(odd), 'https://aip.test/100%')).toBeUndefined()
  })

  it.each<[string, Promise<unknown>]>([
    ['another secret', verify(signed(plain, { key: 'other' }))],
    ['another path', verify(signed(plain), 'https://aip.test/other')],
    ['another query', verify(signed(plain), 'https://aip.test/chat?a=1')],
    ['another host', verify(signed(plain), 'https://evil.test/chat')],
    ['another date in its header', verify(signed(plain), undefined, { 'x-bce-date': '2026-01-01T00:00:01Z' })],
    ['no host in it', verify(signed('POST\n/chat\n\nx-bce-date:2026-01-01T00%3A00%3A00Z', { names: 'x-bce-date' }))],
  ])('refuses %s', async (_, verdict) => {
    expect(await verdict).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  it('refuses an access key that it does not know', async () => {
    for (const name of ['other', 'toString']) {
      const refusal = await verify(signed(plain, { prefix: `bce-auth-v1/${name}/${date}/1800` }))
      expect(refusal).toMatchObject({ status: 403, code: 'InvalidAccessKeyId' })
    }
  })

  it('refuses what is too old, or too far ahead', async () => {
    const at = (ms: number) => verify(signed(plain), undefined, {}, Date.parse(date) + ms)
    expect(await at(1_799_999)).toBeUndefined()
    expect(await at(1_800_000)).toMatchObject({ code: 'RequestExpired' })
    expect(await at(-300_000)).toBeUndefined()
    expect(await at(-300_001)).toMatchObject({ code: 'RequestExpired' })
  })

  it.each([
    '',
    'Bearer key',
    'bce-auth-v1/ak',
    `bce-auth-v2/ak/${date}/1800/host/00`,
    'bce-auth-v1/ak/now/1800/host/00',
  ])('refuses %j, which is no signature', async (authorization) => {
    expect(await verify(authorization)).toMatchObject({ status: 400, code: 'InvalidHTTPAuthHeader' })
  })

  it('says why in headers and in the body', async () => {
    const response = refuseSignature({ status: 403, code: 'Code', message: 'Why.' }, 'id')
    expect(response.status).toBe(403)
    expect(response.headers.get('x-bce-error-code')).toBe('Code')
    expect(response.headers.get('x-bce-error-message')).toBe('Why.')
    expect(await response.json()).toEqual({ code: 'Code', message: 'Why.', requestId: 'id' })
  })
})
