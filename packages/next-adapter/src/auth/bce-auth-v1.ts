import { type Clock, type ProviderRequest, type Refusal, systemClock } from '@sluice/core'
import { fromEnv } from '../secrets/from-env.ts'
import { type SecretSource, toSecret } from '../secrets/secret.ts'
import { bceSignature, bceTimestamp } from './bce-signature.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { isReplaced, problemsOf, unusable, usableKey, usableSigningKey } from './credential.ts'

export interface BceAuthV1Options {
  /** The access key's id, `ALTAK…`. @default fromEnv('QIANFAN_ACCESS_KEY') */
  accessKeyId?: SecretSource | undefined
  /** @default fromEnv('QIANFAN_SECRET_KEY') */
  secretAccessKey?: SecretSource | undefined
  /** The third part of temporary credentials. */
  sessionToken?: SecretSource | undefined
  /** How long a signature is good for: 1 to 3,600. @default 300 */
  expiresInSeconds?: number | undefined
  /** Headers to sign besides `host` and every `x-bce-` header, which always are. @default [] */
  signHeaders?: readonly string[] | undefined
  clock?: Clock | undefined
}

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string | undefined
}

// Both timestamps have whole seconds, and a reply takes a moment: a smaller difference is no wrong clock.
const minDifferenceMs = 2_000
// A wrong time zone is less than a day off. What is further off is rather a proxy's mistake than our clock's.
const maxSkewMs = 86_400_000

/**
 * Signs requests with an access key of Baidu's IAM, as Qianfan's first version takes it.
 *
 * A refusal as expired corrects our clock by the reply's `date`, and asks for one repetition.
 *
 * @throws RangeError for a time that signatures cannot have.
 * @throws TypeError for a header that cannot be signed.
 */
export function bceAuthV1(options: BceAuthV1Options = {}): CheckedAuthorize {
  const { accessKeyId, secretAccessKey, sessionToken, expiresInSeconds, signHeaders, clock } = resolve(options)
  let skewMs = 0

  async function read(): Promise<Credentials> {
    const [id, key, token] = await Promise.all([accessKeyId.read(), secretAccessKey.read(), sessionToken?.read()])
    return {
      accessKeyId: usableId(id),
      secretAccessKey: usableSigningKey(key),
      sessionToken: token === undefined ? undefined : usableKey(token),
    }
  }

  async function sign(request: ProviderRequest, credentials: Credentials, timestamp: string): Promise<string> {
    const { method, url } = request
    const headers = new Map([...request.headers, ['host', new URL(url).host]])
    const signed = { ...credentials, method, url, headers, signHeaders, timestamp, expiresInSeconds }
    return (await bceSignature(signed)).authorization
  }

  /** Only if it was the clock: a signature that was fresh by the provider's own time would be refused again. */
  function correctClock({ request, headers }: Refusal): boolean {
    const theirMs = Date.parse(headers.get('date') ?? '')
    const signedMs = Date.parse(request.headers.get('x-bce-date') ?? '')
    const measuredMs = theirMs - clock.now()
    // Neither holds for a date that is none.
    const isOff = Math.abs(theirMs - signedMs) >= minDifferenceMs && Math.abs(measuredMs) <= maxSkewMs
    if (isOff) skewMs = measuredMs
    return isOff
  }

  async function replaceCredentials({ request }: Refusal): Promise<boolean> {
    const current = await read().catch(() => undefined)
    // The refusal, which is then reported, says more than that nothing can be read now.
    if (current === undefined) return false
    const timestamp = request.headers.get('x-bce-date') ?? ''
    const isRefused =
      current.sessionToken === (request.headers.get('x-bce-security-token') ?? undefined) &&
      (await sign(request, current, timestamp)) === request.headers.get('authorization')
    const pairs = [
      [accessKeyId, current.accessKeyId],
      [secretAccessKey, current.secretAccessKey],
      ...(sessionToken && current.sessionToken !== undefined ? [[sessionToken, current.sessionToken] as const] : []),
    ] as const
    // Another call may have had them replaced since this one was signed.
    return isRefused ? isReplaced(pairs) : pairs.some(([secret]) => secret.forget !== undefined)
  }

  return {
    async apply(request) {
      const credentials = await read()
      const timestamp = bceTimestamp(clock.now() + skewMs)
      request.headers.set('x-bce-date', timestamp)
      if (credentials.sessionToken !== undefined) request.headers.set('x-bce-security-token', credentials.sessionToken)
      request.headers.set('authorization', await sign(request, credentials, timestamp))
      return request
    },
    feedback(refusal) {
      if (isExpired(refusal)) return correctClock(refusal)
      return refusal.code === 'auth' && replaceCredentials(refusal)
    },
    check: () => problemsOf([accessKeyId, secretAccessKey, ...(sessionToken ? [sessionToken] : [])]),
  }
}

function isExpired({ headers, body }: Refusal): boolean {
  const inBody = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
  return (headers.get('x-bce-error-code') ?? inBody) === 'RequestExpired'
}

function usableId(id: string): string {
  const usable = usableKey(id)
  if (!usable.includes('/')) return usable
  throw unusable('The access key id has a slash. A key that begins with bce-v3/ is for baiduV2.')
}

function resolve(options: BceAuthV1Options) {
  const expiresInSeconds = options.expiresInSeconds ?? 300
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > 3_600) {
    throw new RangeError(`bceAuthV1: expiresInSeconds must be a whole number from 1 to 3600, got ${expiresInSeconds}`)
  }
  const signHeaders = (options.signHeaders ?? []).map((name) => name.toLowerCase())
  // They are set after signing, by us and by `fetch`.
  const unsignable = signHeaders.find((name) => name === 'authorization' || name === 'content-length')
  if (unsignable !== undefined) throw new TypeError(`bceAuthV1: signHeaders cannot have ${unsignable}`)
  return {
    accessKeyId: toSecret(options.accessKeyId ?? fromEnv('QIANFAN_ACCESS_KEY')),
    secretAccessKey: toSecret(options.secretAccessKey ?? fromEnv('QIANFAN_SECRET_KEY')),
    sessionToken: options.sessionToken === undefined ? undefined : toSecret(options.sessionToken),
    expiresInSeconds,
    signHeaders: ['host', ...signHeaders],
    clock: options.clock ?? systemClock,
  }
}
