import { type Clock, type ProviderRequest, type Refusal, systemClock } from '@sluice/core'
import { type SecretSource, toSecret } from '../secrets/secret.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { isReplaced, problemsOf, usableKey, usableSigningKey } from './credential.ts'
import { hmacSha256, toBase64, toHex } from './hmac-sha256.ts'
import { signTemplate } from './sign-template.ts'

export interface HmacHeadersOptions {
  /** Names the caller. It is sent as it is. */
  accessKey: SecretSource
  /** Signs. It is never sent. */
  secretKey: SecretSource
  /** The names of the headers. */
  headers?: HmacHeaderNames | undefined
  /**
   * The text that is signed. Placeholders: `{method}` in capitals, `{path}` and `{query}` as they are sent, without the
   * question mark; `{url}`, `{host}`, `{body}`, `{timestamp}` in seconds since 1970, `{nonce}`.
   *
   * What a template leaves out, anyone on the way may change; without `{timestamp}` a signature never ends.
   * @default '{method}\n{path}\n{body}\n{timestamp}'
   */
  template?: string | undefined
  /** How the signature is written. @default 'base64' */
  encoding?: 'base64' | 'hex' | undefined
  /** Makes a number for each request that has not been before. @default five digits from `random` */
  nonce?: (() => string) | undefined
  /** Numbers from 0 to below 1. @default Math.random */
  random?: (() => number) | undefined
  clock?: Clock | undefined
}

export interface HmacHeaderNames {
  /** @default 'X-Bce-Signature' */
  signature?: string | undefined
  /** @default 'X-Bce-Timestamp' */
  timestamp?: string | undefined
  /** @default 'X-Bce-Nonce' */
  nonce?: string | undefined
  /** @default 'X-Bce-AccessKey' */
  accessKey?: string | undefined
}

/**
 * Signs requests with HMAC-SHA256 in headers, for a gateway that a team runs itself. Qianfan does not accept this.
 *
 * The default template does not cover the nonce, so that a request with another nonce passes again: put `{nonce}` into
 * the template where the gateway is to recognise repetitions. It has to bound the timestamp's age in any case.
 *
 * @throws TypeError for a placeholder or an encoding that does not exist, or a name that no header can have.
 */
export function hmacHeaders(options: HmacHeadersOptions): CheckedAuthorize {
  const { accessKey, secretKey, names, render, encode, nonce, clock } = resolve(options)

  async function read() {
    const [id, key] = await Promise.all([accessKey.read(), secretKey.read()])
    return { accessKey: usableKey(id), secretKey: usableSigningKey(key) }
  }

  async function sign(request: ProviderRequest, key: string, stamp: { timestamp: string; nonce: string }) {
    return encode(await hmacSha256(key, render(request, stamp)))
  }

  async function replaceCredentials({ request }: Refusal): Promise<boolean> {
    const current = await read().catch(() => undefined)
    // The refusal, which is then reported, says more than that nothing can be read now.
    if (current === undefined) return false
    const { headers } = request
    const stamp = { timestamp: headers.get(names.timestamp) ?? '', nonce: headers.get(names.nonce) ?? '' }
    const isRefused =
      current.accessKey === headers.get(names.accessKey) &&
      (await sign(request, current.secretKey, stamp)) === headers.get(names.signature)
    const pairs = [
      [accessKey, current.accessKey],
      [secretKey, current.secretKey],
    ] as const
    // Another call may have had them replaced since this one was signed.
    return isRefused ? isReplaced(pairs) : pairs.some(([secret]) => secret.forget !== undefined)
  }

  return {
    async apply(request) {
      const current = await read()
      const stamp = { timestamp: String(Math.floor(clock.now() / 1_000)), nonce: nonce() }
      const signature = await sign(request, current.secretKey, stamp)
      request.headers.set(names.signature, signature)
      request.headers.set(names.timestamp, stamp.timestamp)
      request.headers.set(names.nonce, stamp.nonce)
      request.headers.set(names.accessKey, current.accessKey)
      return request
    },
    feedback: (refusal) => refusal.code === 'auth' && replaceCredentials(refusal),
    check: () => problemsOf([accessKey, secretKey]),
  }
}

const encoders = { base64: toBase64, hex: toHex } as const

function resolve(options: HmacHeadersOptions) {
  const names = {
    signature: options.headers?.signature ?? 'X-Bce-Signature',
    timestamp: options.headers?.timestamp ?? 'X-Bce-Timestamp',
    nonce: options.headers?.nonce ?? 'X-Bce-Nonce',
    accessKey: options.headers?.accessKey ?? 'X-Bce-AccessKey',
  }
  const wrong = Object.values(names).find((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
  if (wrong !== undefined) throw new TypeError(`hmacHeaders: no header can be called ${JSON.stringify(wrong)}`)
  const encoding = options.encoding ?? 'base64'
  if (!Object.hasOwn(encoders, encoding)) throw new TypeError('hmacHeaders: encoding must be base64 or hex')
  const random = options.random ?? Math.random
  return {
    accessKey: toSecret(options.accessKey),
    secretKey: toSecret(options.secretKey),
    names,
    render: signTemplate(options.template ?? '{method}\n{path}\n{body}\n{timestamp}'),
    encode: encoders[encoding],
    nonce: options.nonce ?? (() => String(10_000 + Math.floor(random() * 90_000))),
    clock: options.clock ?? systemClock,
  }
}
