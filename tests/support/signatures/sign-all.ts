import { systemClock } from '@sluice/core'
import { type BceSignature, baiduV2, bceAuthV1, bceSignature, hmacHeaders } from '@sluice/next-adapter'
import type { BceVector, CapturedRequest, HmacVector, Vectors } from './vectors.ts'

/** What we make of the recorded requests, by their ids: one function for every runtime. */
export interface AllSigned {
  bce: Record<string, BceSignature>
  /** The `authorization` header of a request to the vector's host. Not every vector is such a request. */
  sent: Record<string, string | null>
  signed: BceSignature
  bearer: Record<string, string>
  hmac: Record<string, Record<string, string>>
}

/** Signs everything. What goes in and what comes out is JSON, so that it may travel to another runtime. */
export async function signAll({ bce, signed, secretAccessKey, bearer, hmac }: Vectors): Promise<AllSigned> {
  return {
    bce: await byId(bce, signBce),
    sent: await byId(bce.filter(isRequest), sendBce),
    signed: await signCaptured(signed, secretAccessKey),
    bearer: await sendBearer(bearer),
    hmac: await byId(hmac, sendHmac),
  }
}

async function byId<Vector extends { id: string }, Result>(
  vectors: readonly Vector[],
  sign: (vector: Vector) => Promise<Result>,
): Promise<Record<string, Result>> {
  return Object.fromEntries(await Promise.all(vectors.map(async (vector) => [vector.id, await sign(vector)])))
}

const clockAt = (seconds: number) => ({ ...systemClock, now: () => seconds * 1_000 })

function addressOf({ path, query }: BceVector['input'], host: string): string {
  const pairs = Object.entries(query).map((pair) => pair.map((text) => encodeURIComponent(text ?? '')).join('='))
  return `https://${host}${path.split('/').map(encodeURIComponent).join('/')}?${pairs.join('&')}`
}

function signBce({ input, expect }: BceVector): Promise<BceSignature> {
  return bceSignature({
    ...input,
    url: addressOf(input, 'anywhere.test'),
    headers: Object.entries(input.headers).map(([name, value]) => [name, String(value)] as const),
    signHeaders: input.signHeaders ?? undefined,
    timestamp: expect.date,
    expiresInSeconds: input.expiresInSec,
  })
}

/** Whether `fetch` could send it and `bceAuthV1` would sign it: the host signed, for no longer than an hour. */
function isRequest({ input, expect }: BceVector): boolean {
  const isPlain = Object.values(input.headers).every((value) => /^[ -~]*$/.test(String(value)))
  const hasDate = expect.signedHeaders.includes('host') && expect.signedHeaders.includes('x-bce-date')
  return isPlain && hasDate && input.signHeaders !== null && input.expiresInSec <= 3_600
}

async function sendBce({ input }: BceVector): Promise<string | null> {
  const headers = new Headers(Object.entries(input.headers).map(([name, value]) => [name, String(value)]))
  const url = addressOf(input, headers.get('host')!)
  for (const name of ['host', 'x-bce-date']) headers.delete(name)
  const signer = bceAuthV1({
    accessKeyId: input.accessKeyId,
    secretAccessKey: input.secretAccessKey,
    sessionToken: headers.get('x-bce-security-token') ?? undefined,
    expiresInSeconds: input.expiresInSec,
    signHeaders: input.signHeaders ?? [],
    clock: clockAt(input.timestampSec),
  })
  const request = await signer.apply({ method: input.method, url, headers, body: '' })
  return request.headers.get('authorization')
}

function signCaptured({ method, url, headers }: CapturedRequest, secretAccessKey: string): Promise<BceSignature> {
  return bceSignature({
    accessKeyId: headers.authorization!.split('/')[1]!,
    secretAccessKey,
    method,
    url: `http://${headers.host}${url}`,
    headers: Object.entries(headers),
    timestamp: headers['x-bce-date']!,
    expiresInSeconds: Number(headers.authorization!.split('/')[3]),
  })
}

async function sendBearer({ method, url, headers, body }: CapturedRequest): Promise<Record<string, string>> {
  const { authorization, appid, host, ...others } = headers
  const bearer = baiduV2(authorization!.replace('Bearer ', ''), { appId: appid })
  const request = await bearer.apply({ method, url: `http://${host}${url}`, headers: new Headers(others), body })
  return Object.fromEntries(request.headers)
}

async function sendHmac({ input }: HmacVector): Promise<Record<string, string>> {
  const { method, url, body, timestamp, nonce } = input
  const signer = hmacHeaders({
    accessKey: input.accessKey,
    secretKey: input.secretKey,
    template: templateOf(input),
    nonce: () => nonce,
    clock: clockAt(Number(timestamp)),
  })
  const request = await signer.apply({ method, url, headers: new Headers(), body })
  return Object.fromEntries(request.headers)
}

/** Some vectors sign another text than the usual one, and one a method that is not in capitals. */
function templateOf({ method, path, url }: HmacVector['input']): string | undefined {
  const isUsual = method === method.toUpperCase() && path === new URL(url).pathname
  if (isUsual) return undefined
  const place = path === url ? '{url}' : path.includes('?') ? '{path}?{query}' : '{path}'
  const verb = method === method.toUpperCase() ? '{method}' : method
  return [verb, place, '{body}', '{timestamp}'].join('\n')
}
