import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { runtimesFor } from '../support/runtimes.ts'
import { type AllSigned, signAll } from '../support/signatures/sign-all.ts'
import type { BceVector, CapturedRequest, HmacVector, Vectors } from '../support/signatures/vectors.ts'

const folder = process.env.SLUICE_SHARED
const read = (file: string) => JSON.parse(readFileSync(`${folder}/vectors/${file}.json`, 'utf8'))
const bce: BceVector[] = folder ? read('bce-auth-v1').vectors : []
const hmac: HmacVector[] = folder ? read('seed003-hmac-header').vectors : []

const runtimes = runtimesFor({
  run: signAll,
  module: new URL('../support/signatures/sign-all.ts', import.meta.url),
  worker: new URL('../support/signatures/worker.ts', import.meta.url),
})

describe.skipIf(!folder).each(Object.entries(runtimes))('recorded signatures, made again in %s', (_, signThem) => {
  let vectors: Vectors
  let results: AllSigned
  let canonicalCapture: string

  beforeAll(async () => {
    const { requests, canonicalRequest } = read('qianfan-sdk-captured-requests')
    const captured = (id: string): CapturedRequest => requests.find((request: CapturedRequest) => request.id === id)
    canonicalCapture = canonicalRequest
    const signed = captured('v1-iam')
    const { secretAccessKey } = bce.find(({ input }) =>
      signed.headers.authorization?.includes(input.accessKeyId),
    )!.input
    vectors = { bce, signed, secretAccessKey, bearer: captured('v2-bearer'), hmac }
    results = await signThem(vectors)
  }, 60_000)

  it('are all there', () => {
    expect(Object.keys(results.bce).length).toBeGreaterThanOrEqual(17)
    expect(Object.keys(results.sent).length).toBeGreaterThanOrEqual(10)
    expect(Object.keys(results.hmac).length).toBeGreaterThanOrEqual(10)
  })

  it.each(bce)('are those of bce-auth-v1: $id', ({ id, expect: expected }) => {
    const [, path, query, ...headers] = results.bce[id]!.canonicalRequest.split('\n')
    expect(path).toBe(expected.canonicalUri)
    expect(query).toBe(expected.canonicalQuery)
    expect(headers.join('\n')).toBe(expected.canonicalHeaders)
    expect(results.bce[id]).toMatchObject({
      canonicalRequest: expected.canonicalRequest,
      // It comes of the signing key, which we do not give away.
      signature: expected.signature,
    })
    // Their order differs from signer to signer, and the signature does not depend on it.
    expect([...results.bce[id]!.signedHeaders].sort()).toEqual([...expected.signedHeaders].sort())
    const beforeHeaders = (authorization: string) => authorization.split('/').slice(0, 4)
    expect(beforeHeaders(results.bce[id]!.authorization)).toEqual(beforeHeaders(expected.authorization))
  })

  it('are those of requests as they are sent', () => {
    for (const { id, expect: expected } of bce.filter(({ id }) => id in results.sent)) {
      expect(results.sent[id]).toBe(expected.authorization)
    }
  })

  it('are those of Baidu’s SDK on the wire', () => {
    expect(results.signed.canonicalRequest).toBe(canonicalCapture)
    expect(results.signed.authorization).toBe(vectors.signed.headers.authorization)
  })

  it('are no signatures in its second version, but the same two headers', () => {
    const { host, ...headers } = vectors.bearer.headers
    expect(results.bearer).toEqual(headers)
  })

  it.each(hmac)('are those of HMAC in headers: $id', ({ id, expect: expected }) => {
    expect(results.hmac[id]).toEqual(Object.fromEntries(new Headers(expected.headers)))
  })
})
