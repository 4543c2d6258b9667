/** Why a signature is refused: the words of Baidu's gateway. */
export interface BceRefusal {
  status: number
  code: string
  message: string
}

/** A request as far as a signature covers it. */
export interface SignedRequest {
  method: string
  url: URL
  headers: Headers
}

// How far the clocks of a caller and of the gateway may be apart.
const allowedSkewMs = 5 * 60_000

/**
 * Verifies a `bce-auth-v1` signature as a gateway does: written from Baidu's description of the scheme, and
 * apart from whatever signs. Gives the reason of a refusal.
 */
export async function verifyBceSignature(
  request: SignedRequest,
  { accessKeys, nowMs }: { accessKeys: Readonly<Record<string, string>>; nowMs: number },
): Promise<BceRefusal | undefined> {
  const parts = (request.headers.get('authorization') ?? '').split('/')
  const [scheme, accessKeyId = '', timestamp = '', expiry = '', names = '', signature] = parts
  const startMs = Date.parse(timestamp)
  const isForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) && /^\d+$/.test(expiry)
  if (scheme !== 'bce-auth-v1' || parts.length !== 6 || !isForm || Number.isNaN(startMs)) {
    return { status: 400, code: 'InvalidHTTPAuthHeader', message: 'The HTTP authorization header is invalid.' }
  }
  const secret = Object.hasOwn(accessKeys, accessKeyId) ? accessKeys[accessKeyId] : undefined
  if (secret === undefined) {
    return { status: 403, code: 'InvalidAccessKeyId', message: 'NotFound, cause: Could not find credential.' }
  }
  if (nowMs < startMs - allowedSkewMs || nowMs >= startMs + Number(expiry) * 1_000) {
    return { status: 400, code: 'RequestExpired', message: 'Request has expired.' }
  }
  const signed = names === '' ? defaultNames(request.headers) : names.split(';')
  const date = request.headers.get('x-bce-date')
  const canonical = canonicalRequest(request, signed)
  const key = await hmacHex(secret, parts.slice(0, 4).join('/'))
  // The host is what ties a signature to a service: without it the rest proves little.
  const isComplete = signed.includes('host') && (date === null || date === timestamp)
  if (isComplete && (await hmacHex(key, canonical)) === signature) return undefined
  const message = 'SignatureDoesNotMatch, cause: The signature we calculated is another.'
  return { status: 403, code: 'SignatureDoesNotMatch', message }
}

/** The refusal as the gateway sends it. */
export function refuseSignature({ status, code, message }: BceRefusal, requestId: string): Response {
  return Response.json(
    { code, message, requestId },
    { status, headers: { 'x-bce-error-code': code, 'x-bce-error-message': message, 'x-bce-request-id': requestId } },
  )
}

function canonicalRequest({ method, url, headers }: SignedRequest, names: readonly string[]): string {
  const path = url.pathname
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/')
  const query = [...url.searchParams]
    .filter(([name]) => name.toLowerCase() !== 'authorization')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
  const lines = names.flatMap((name) => {
    const value = (name === 'host' ? url.host : headers.get(name))?.trim()
    return value ? [`${encode(name.toLowerCase())}:${encode(value)}`] : []
  })
  return [method.toUpperCase(), path, query.sort().join('&'), lines.sort().join('\n')].join('\n')
}

/** What counts as signed where a signature does not say. */
function defaultNames(headers: Headers): string[] {
  const always = ['host', 'content-length', 'content-type', 'content-md5']
  return [...always, ...[...headers.keys()].filter((name) => name.startsWith('x-bce-'))]
}

/** RFC 3986, as `encodeURIComponent` leaves five characters that Baidu does not. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A percent sign that escapes nothing stands for itself.
    return segment
  }
}

async function hmacHex(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder()
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), hash, false, ['sign'])
  const bytes = await crypto.subtle.sign('HMAC', imported, encoder.encode(text))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
