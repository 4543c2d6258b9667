import { hmacSha256, toHex } from './hmac-sha256.ts'

export interface BceSignatureOptions {
  accessKeyId: string
  secretAccessKey: string
  method: string
  /** The whole address. A fragment is not part of the request. */
  url: string
  /** Those that are sent, `host` included: `fetch` adds that one by itself, so it must be given here. */
  headers: Iterable<readonly [name: string, value: string]>
  /**
   * Names of the headers to sign; every `x-bce-` header is signed besides. Those that are absent or empty are left out.
   * @default ['host', 'content-md5', 'content-length', 'content-type']
   */
  signHeaders?: readonly string[] | undefined
  /** The moment of signing, such as `2024-01-01T00:00:00Z`: the same text as in `x-bce-date`. */
  timestamp: string
  /** How long the signature is good for. */
  expiresInSeconds: number
}

export interface BceSignature {
  /** The value of the `authorization` header. */
  authorization: string
  /** Lower-case hexadecimal digits. */
  signature: string
  /** In the order in which they were signed. */
  signedHeaders: readonly string[]
  /** What was signed, to compare with what another signer signs. It may hold a session token: not for logs. */
  canonicalRequest: string
}

const defaultSignHeaders = ['host', 'content-md5', 'content-length', 'content-type']

/** A signature of Baidu's scheme `bce-auth-v1`, as its documentation says. The body is not covered by it. */
export async function bceSignature(options: BceSignatureOptions): Promise<BceSignature> {
  const { pathname, searchParams } = new URL(options.url)
  const headers = canonicalHeaders(options.headers, options.signHeaders ?? defaultSignHeaders)
  const canonicalRequest = [
    options.method.toUpperCase(),
    canonicalPath(pathname),
    canonicalQuery(searchParams),
    headers.map(({ line }) => line).join('\n'),
  ].join('\n')
  const prefix = `bce-auth-v1/${options.accessKeyId}/${options.timestamp}/${options.expiresInSeconds}`
  // The key of the second round is the hexadecimal text of the first, not its bytes.
  const signingKey = toHex(await hmacSha256(options.secretAccessKey, prefix))
  const signature = toHex(await hmacSha256(signingKey, canonicalRequest))
  const signedHeaders = headers.map(({ name }) => name)
  return {
    authorization: `${prefix}/${signedHeaders.join(';')}/${signature}`,
    signature,
    signedHeaders,
    canonicalRequest,
  }
}

/** A moment as the scheme writes it: whole seconds, in UTC. */
export function bceTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Decoded and encoded again, so that any spelling of a path has one signature. */
function canonicalPath(pathname: string): string {
  return pathname
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/')
}

function canonicalQuery(params: URLSearchParams): string {
  return [...params]
    .filter(([name]) => name.toLowerCase() !== 'authorization')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort() // Whole pairs, by code unit: `page2=` comes before `page=`.
    .join('&')
}

function canonicalHeaders(headers: BceSignatureOptions['headers'], signHeaders: readonly string[]) {
  const wanted = new Set(signHeaders.map((name) => name.toLowerCase()))
  return Array.from(headers, ([name, value]) => ({ name: name.toLowerCase(), value: value.trim() }))
    .filter(({ name, value }) => value !== '' && (wanted.has(name) || name.startsWith('x-bce-')))
    .map(({ name, value }) => ({ name, line: `${encode(name)}:${encode(value)}` }))
    .sort((one, other) => (one.line < other.line ? -1 : 1)) // Whole lines: `x-bce-date-ext:` before `x-bce-date:`.
}

/** `encodeURIComponent` leaves five more characters alone than RFC 3986 and Baidu do. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** What is not the percent-encoding of a text stands for itself, as a server reads it. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
