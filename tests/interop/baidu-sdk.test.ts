// @ts-expect-error: the package names no types for its entry
import { Auth } from '@baiducloud/sdk'
import { bceAuthV1, bceSignature } from '@sluice/next-adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/*
 * Our signatures against those of Baidu's SDK, where it keeps to Baidu's documentation. It does not
 * - encode the names of a query, so that ours are plain;
 * - encode a path, so that it gets an encoded one;
 * - take two parameters of one name.
 */

const plain = fc.stringMatching(/^[\w.~-]{1,12}$/)
// A trailing blank is none of a header's value, and a value of blanks is no value.
const text = fc.string({ unit: fc.constantFrom(...'aZ09-_.~ !\'()*/:;=&+%?#@,[]{}"é你😀'), maxLength: 20 })
const headerName = fc.constantFrom('content-type', 'X-Trace', 'x-bce-meta', 'X-Bce-Date-Ext', 'accept', 'content-md5')
const request = fc.record({
  accessKeyId: plain,
  secretAccessKey: fc.stringMatching(/^[\w-]{1,80}$/),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  // A dot alone is lost in any address.
  path: fc.array(
    text.filter((segment) => !/^\.{1,2}$/.test(segment)),
    { maxLength: 5 },
  ),
  query: fc.dictionary(plain, text, { maxKeys: 6, noNullPrototype: true }),
  headers: fc.dictionary(headerName, text, { noNullPrototype: true }),
  signHeaders: fc.option(fc.subarray(['host', 'X-TRACE', 'content-type', 'x-none'], { minLength: 1 }), {
    nil: undefined,
  }),
  seconds: fc.integer({ min: 1, max: 4_000_000_000 }),
  expiresInSeconds: fc.integer({ min: 1, max: 604_800 }),
})

const timestampOf = (seconds: number) => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z')
/** Encodes what the SDK leaves to its callers. */
const encode = (segment: string) =>
  encodeURIComponent(segment).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

describe('signatures of Baidu’s SDK', () => {
  it('are ours too', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ seconds, path, query, headers: others, ...given }) => {
        const headers = { host: 'qianfan.test:8443', 'x-bce-date': timestampOf(seconds), ...others }
        const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='))
        const ours = await bceSignature({
          ...given,
          url: `https://qianfan.test:8443/${path.map(encodeURIComponent).join('/')}?${pairs.join('&')}`,
          headers: Object.entries(headers),
          timestamp: timestampOf(seconds),
        })
        const theirs = new Auth(given.accessKeyId, given.secretAccessKey).generateAuthorization(
          given.method,
          `/${path.map(encode).join('/')}`,
          query,
          headers,
          seconds,
          given.expiresInSeconds,
          given.signHeaders,
        )
        expect(ours.authorization).toBe(theirs)
      }),
      { numRuns: 200, seed: 20_260_101 },
    )
  })

  it('are what bceAuthV1 puts on a request', async () => {
    const { headers } = await bceAuthV1({ accessKeyId: 'ALTAKid', secretAccessKey: 'sk' }).apply({
      method: 'POST',
      url: 'https://qianfan.test/v2/chat/completions?model=a%20b',
      headers: new Headers({ 'content-type': 'application/json' }),
      body: '{}',
    })
    const date = headers.get('x-bce-date')!
    const theirs = new Auth('ALTAKid', 'sk').generateAuthorization(
      'POST',
      '/v2/chat/completions',
      { model: 'a b' },
      { host: 'qianfan.test', 'x-bce-date': date },
      Date.parse(date) / 1_000,
      300,
      ['host'],
    )
    expect(headers.get('authorization')).toBe(theirs)
  })
})
