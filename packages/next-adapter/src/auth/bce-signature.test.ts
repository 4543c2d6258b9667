import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BceSignatureOptions, bceSignature, bceTimestamp } from './bce-signature.ts'

const base: BceSignatureOptions = {
  accessKeyId: 'ak',
  secretAccessKey: 'sk',
  method: 'POST',
  url: 'https://qianfan.test/v1/chat',
  headers: [],
  timestamp: '2026-01-01T00:00:00Z',
  expiresInSeconds: 300,
}
const lines = async (options: Partial<BceSignatureOptions>) =>
  (await bceSignature({ ...base, ...options })).canonicalRequest.split('\n')
const pathOf = async (path: string) => (await lines({ url: `https://x.test${path}` }))[1]
const queryOf = async (query: string) => (await lines({ url: `https://x.test/?${query}` }))[2]
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

/** Byte by byte, unlike the code under test. */
function percentEncoded(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`
  }).join('')
}

describe('bceSignature', () => {
  it('signs with the hexadecimal text of a key made for this access key, moment and time', async () => {
    const headers = { Host: 'qianfan.test', 'x-bce-date': base.timestamp }
    const signed = await bceSignature({ ...base, method: 'post', headers: Object.entries(headers) })
    const canonicalRequest = 'POST\n/v1/chat\n\nhost:qianfan.test\nx-bce-date:2026-01-01T00%3A00%3A00Z'
    const prefix = 'bce-auth-v1/ak/2026-01-01T00:00:00Z/300'
    const signature = hmac(hmac('sk', prefix), canonicalRequest)
    expect(signed).toEqual({
      authorization: `${prefix}/host;x-bce-date/${signature}`,
      signature,
      signedHeaders: ['host', 'x-bce-date'],
      canonicalRequest,
    })
  })

  it.each([
    ['', '/'],
    ['/', '/'],
    ['/v1/chat/', '/v1/chat/'],
    ['/聊天', '/%E8%81%8A%E5%A4%A9'],
    ['/%e8%81%8a', '/%E8%81%8A'],
    ['/a%2fb', '/a%2Fb'],
    ["/!'()*", '/%21%27%28%29%2A'],
    ['/%7E~', '/~~'],
    ['/100%', '/100%25'],
    ['/%ff', '/%25ff'],
    ['/a+b', '/a%2Bb'],
  ])('has one spelling for the path %j', async (path, expected) => {
    expect(await pathOf(path)).toBe(expected)
  })

  it.each([
    ['page=1&page2=9', 'page2=9&page=1'],
    ['a=2&a-b=1&A=4', 'A=4&a-b=1&a=2'],
    ['b&a=', 'a=&b='],
    ['a=2&a=1', 'a=1&a=2'],
    ['a%20b=c+d', 'a%20b=c%20d'],
    ['filter[name]=x/y', 'filter%5Bname%5D=x%2Fy'],
    ['Authorization=dropped&a=1', 'a=1'],
  ])('has one spelling for the query %j', async (query, expected) => {
    expect(await queryOf(query)).toBe(expected)
  })

  it('spells any path and query as an encoder of bytes does', async () => {
    // Not a dot alone, which an address loses.
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\.{1,2}$/.test(text))
    const sample = fc.tuple(fc.array(word), fc.array(fc.tuple(word, word)))
    await fc.assert(
      fc.asyncProperty(sample, async ([segments, pairs]) => {
        const url = `https://x.test/${segments.map(encodeURIComponent).join('/')}?${new URLSearchParams(pairs)}`
        const kept = pairs.filter(([name]) => name.toLowerCase() !== 'authorization')
        const [, path, query] = await lines({ url })
        expect(path).toBe(`/${segments.map(percentEncoded).join('/')}`)
        expect(query).toBe(
          kept
            .map((pair) => pair.map(percentEncoded).join('='))
            .sort()
            .join('&'),
        )
      }),
    )
  })

  it('signs the usual headers and those of Baidu, sorted as whole lines', async () => {
    const headers: [string, string][] = [
      ['x-bce-date', '1'],
      ['X-Bce-Date-Ext', '1'],
      ['accept', '*/*'],
      ['Content-Type', ' application/json '],
      ['content-md5', ''],
      ['host', 'x.test:8080'],
    ]
    expect((await lines({ headers })).slice(3)).toEqual([
      'content-type:application%2Fjson',
      'host:x.test%3A8080',
      'x-bce-date-ext:1',
      'x-bce-date:1',
    ])
  })

  it('signs what it is told to instead, as far as it is there', async () => {
    const headers = new Headers({ 'content-type': 'text/plain', 'x-trace': 'a b', 'x-bce-date': '1' })
    expect((await lines({ headers, signHeaders: ['X-Trace', 'x-none'] })).slice(3)).toEqual([
      'x-bce-date:1',
      'x-trace:a%20b',
    ])
  })
})

describe('bceTimestamp', () => {
  it('has whole seconds', () => {
    expect(bceTimestamp(Date.UTC(2026, 1, 28, 12, 34, 56, 999))).toBe('2026-02-28T12:34:56Z')
  })
})
