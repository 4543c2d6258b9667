import type { JsonObject } from '@sluice/core'
import * as z from 'zod'
import { checkedUrl, type FetchedJson, fetchJson } from '../secrets/fetch-json.ts'
import { valueAt } from '../secrets/value-at.ts'
import { bearerToken } from './bearer-token.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { problemsOf } from './credential.ts'
import { type BaiduIamApiKey, type BaiduIamKeyPair, createIamIdentity } from './iam-identity.ts'
import { createTokenKey } from './token-key.ts'
import { checkedSeconds, lifeUntil, noToken, refusedToken, tokenText } from './token-reply.ts'
import { createTokenSource, type TokenOptions } from './token-source.ts'

export interface BaiduIamTokenSettings extends TokenOptions {
  /** @default 'https://iam.bj.baidubce.com/v1/BCE-BEARER/token' */
  endpoint?: string | undefined
  /** How long a token lives: 300 to 2,592,000. @default 1_800 */
  expiresInSeconds?: number | undefined
  /** What a token may be used for, as IAM writes it. @default whatever the credential may be used for */
  acl?: JsonObject | undefined
}

export type BaiduIamTokenOptions = BaiduIamTokenSettings & (BaiduIamKeyPair | BaiduIamApiKey)

const issuedToken = z.object({ token: tokenText, expireTime: z.string() })

/**
 * Authorises with short-lived tokens of Baidu's IAM, for Qianfan's second version.
 *
 * @throws RangeError for a life that tokens cannot have.
 * @throws TypeError for an endpoint to which no secret may be sent.
 */
export function baiduIamToken(options: BaiduIamTokenOptions): CheckedAuthorize {
  const { fetch, clock, timeoutMs, store } = options
  const { url, seconds } = resolve(options)
  const identity = createIamIdentity(options, clock)
  const tokenKey = createTokenKey()

  async function grant() {
    const { credentials, authorize, forget } = await identity.read()

    async function ask() {
      const request = await authorize.apply({ method: 'GET', url, headers: new Headers(), body: '' })
      const reply = await fetchJson({ url: request.url, headers: request.headers, fetch, clock, timeoutMs })
      return { request, ...reply }
    }

    return {
      key: await tokenKey(['baidu-iam-token', url, ...credentials]),
      async issue() {
        const first = await ask()
        // Our clock may have been wrong, and be right now.
        const mayRepeat = first.status !== 200 && (await authorize.feedback?.({ ...first, code: 'auth' })) === true
        const reply = mayRepeat ? await ask() : first
        if (reply.status !== 200) throw refusedToken(reply.status, reasonOf(reply))
        const { data } = issuedToken.safeParse(reply.body)
        if (data === undefined) throw noToken()
        return { token: data.token, expiresInMs: lifeUntil(Date.parse(data.expireTime), seconds, reply.headers, clock) }
      },
      forget,
    }
  }

  return {
    ...bearerToken(createTokenSource({ grant, store, clock }), ({ status, body }) => {
      const code = valueAt(body, ['error', 'code']) ?? valueAt(body, ['code'])
      return status === 401 && code === 'invalid_iam_token'
    }),
    check: () => problemsOf(identity.secrets),
  }
}

const reasons = [
  'AccessDenied',
  'InappropriateJSON',
  'InternalError',
  'InvalidAccessKeyId',
  'InvalidHTTPAuthHeader',
  'InvalidHTTPRequest',
  'RequestExpired',
  'SignatureDoesNotMatch',
]

function reasonOf({ headers, body }: FetchedJson): string | undefined {
  const code = headers.get('x-bce-error-code') ?? valueAt(body, ['code'])
  return reasons.find((reason) => reason === code)
}

function resolve({ endpoint, expiresInSeconds = 1_800, acl }: BaiduIamTokenSettings) {
  const seconds = checkedSeconds(expiresInSeconds, [300, 2_592_000], 'baiduIamToken: expiresInSeconds')
  const url = checkedUrl(endpoint ?? 'https://iam.bj.baidubce.com/v1/BCE-BEARER/token', 'baiduIamToken: endpoint')
  url.searchParams.set('expireInSeconds', `${seconds}`)
  if (acl !== undefined) url.searchParams.set('acl', base64(JSON.stringify(acl)))
  return { url: url.href, seconds }
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
