import * as z from 'zod'
import { checkedUrl, fetchJson } from '../secrets/fetch-json.ts'
import { fromEnv } from '../secrets/from-env.ts'
import { type SecretSource, toSecret } from '../secrets/secret.ts'
import { bearerToken } from './bearer-token.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { problemsOf, usableKey } from './credential.ts'
import { createTokenKey } from './token-key.ts'
import { checkedSeconds, lifeUntil, noToken, refusedToken, tokenText } from './token-reply.ts'
import { createTokenSource, type TokenOptions } from './token-source.ts'

export interface DashScopeTemporaryOptions extends TokenOptions {
  /** Keys belong to a region: another one has another host. @default 'https://dashscope.aliyuncs.com/api/v1/tokens' */
  endpoint?: string | undefined
  /** How long a token lives: 1 to 1,800. @default 600 */
  expiresInSeconds?: number | undefined
}

const temporaryToken = z.object({ token: tokenText, expires_at: z.number() })

/**
 * Authorises with tokens of a few minutes in place of the long-lived key of DashScope, which then travels to one address
 * only.
 *
 * @throws RangeError for a life that tokens cannot have.
 * @throws TypeError for an endpoint to which no secret may be sent.
 */
export function dashscopeTemporary(
  apiKey: SecretSource = fromEnv('DASHSCOPE_API_KEY'),
  options: DashScopeTemporaryOptions = {},
): CheckedAuthorize {
  const { fetch, clock, timeoutMs, store } = options
  const secret = toSecret(apiKey)
  const seconds = checkedSeconds(options.expiresInSeconds ?? 600, [1, 1_800], 'dashscopeTemporary: expiresInSeconds')
  const url = checkedUrl(
    options.endpoint ?? 'https://dashscope.aliyuncs.com/api/v1/tokens',
    'dashscopeTemporary: endpoint',
  )
  url.searchParams.set('expire_in_seconds', `${seconds}`)
  const tokenKey = createTokenKey()

  async function grant() {
    const key = usableKey(await secret.read())
    return {
      key: await tokenKey(['dashscope-temporary', url.href, key]),
      async issue() {
        const headers = { authorization: `Bearer ${key}` }
        const reply = await fetchJson({ url: url.href, method: 'POST', headers, fetch, clock, timeoutMs })
        if (reply.status !== 200) throw refusedToken(reply.status)
        const { data } = temporaryToken.safeParse(reply.body)
        if (data === undefined) throw noToken()
        return { token: data.token, expiresInMs: lifeUntil(data.expires_at * 1_000, seconds, reply.headers, clock) }
      },
      forget: () => secret.forget?.(key),
    }
  }

  return {
    ...bearerToken(createTokenSource({ grant, store, clock }), ({ code }) => code === 'auth'),
    check: () => problemsOf([secret]),
  }
}
