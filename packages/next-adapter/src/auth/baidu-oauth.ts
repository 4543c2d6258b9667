import type { Refusal } from '@sluice/core'
import * as z from 'zod'
import { checkedUrl, type FetchedJson, fetchJson } from '../secrets/fetch-json.ts'
import { fromEnv } from '../secrets/from-env.ts'
import { type SecretSource, toSecret } from '../secrets/secret.ts'
import { valueAt } from '../secrets/value-at.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { problemsOf, usableKey } from './credential.ts'
import { createTokenKey } from './token-key.ts'
import { type IssuedToken, noToken, refusedToken, tokenText } from './token-reply.ts'
import { createTokenSource, type TokenOptions } from './token-source.ts'

export interface BaiduOAuthOptions extends TokenOptions {
  /** The application's API Key. @default fromEnv('QIANFAN_AK') */
  clientId?: SecretSource | undefined
  /** The application's Secret Key. @default fromEnv('QIANFAN_SK') */
  clientSecret?: SecretSource | undefined
  /** @default 'https://aip.baidubce.com/oauth/2.0/token' */
  endpoint?: string | undefined
}

/**
 * Authorises with an access token in the address, for Qianfan's older interface. The token is got with an application's
 * keys, kept for its thirty days, and replaced when Baidu no longer accepts it.
 *
 * @throws TypeError for an endpoint to which no secret may be sent.
 */
export function baiduOAuth(options: BaiduOAuthOptions = {}): CheckedAuthorize {
  const { fetch, clock, timeoutMs, store } = options
  const clientId = toSecret(options.clientId ?? fromEnv('QIANFAN_AK'))
  const clientSecret = toSecret(options.clientSecret ?? fromEnv('QIANFAN_SK'))
  const endpoint = checkedUrl(options.endpoint ?? 'https://aip.baidubce.com/oauth/2.0/token', 'baiduOAuth: endpoint')
  const tokenKey = createTokenKey()

  async function grant() {
    const [readId, readSecret] = await Promise.all([clientId.read(), clientSecret.read()])
    const [id, secret] = [usableKey(readId), usableKey(readSecret)]
    return {
      key: await tokenKey(['baidu-oauth', endpoint.href, id, secret]),
      async issue() {
        const query = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
        const url = withQuery(endpoint.href, query)
        return toToken(await fetchJson({ url, method: 'POST', fetch, clock, timeoutMs }))
      },
      forget() {
        clientId.forget?.(id)
        clientSecret.forget?.(secret)
      },
    }
  }

  const tokens = createTokenSource({ grant, store, clock })
  return {
    check: () => problemsOf([clientId, clientSecret]),
    async apply(request) {
      return { ...request, url: withQuery(request.url, { access_token: await tokens.get() }) }
    },
    async feedback({ request, body }) {
      const token = new URL(request.url).searchParams.get('access_token')
      if (token === null || !isTokenRefused(body)) return false
      return tokens.drop(token)
    },
  }
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

const issuedToken = z.object({
  access_token: tokenText,
  // Thirty days by the documentation. More than a year is some other number.
  expires_in: z.number().positive().max(31_622_400),
})

function toToken({ status, body }: FetchedJson): IssuedToken {
  const error = valueAt(body, ['error'])
  if (status !== 200 || error !== undefined) {
    const isTheirs = error === 'server_error' || error === 'temporarily_unavailable'
    const refusedAs = status === 200 ? (isTheirs ? 503 : 401) : status
    throw refusedToken(refusedAs, reasonOf(body))
  }
  const { data } = issuedToken.safeParse(body)
  if (data === undefined) throw noToken()
  return { token: data.access_token, expiresInMs: data.expires_in * 1_000 }
}

const reasons: Readonly<Record<string, string>> = {
  'unknown client id': 'Baidu does not know the client id.',
  'Client authentication failed': 'The client secret does not belong to the client id.',
}

function reasonOf(body: unknown): string | undefined {
  const description = valueAt(body, ['error_description'])
  return typeof description === 'string' && Object.hasOwn(reasons, description) ? reasons[description] : undefined
}

/** 110: the token is invalid. 111: it has expired. */
function isTokenRefused(body: Refusal['body']): boolean {
  return ['error_code', 'code'].some((name) => ['110', '111'].includes(String(valueAt(body, [name]))))
}
