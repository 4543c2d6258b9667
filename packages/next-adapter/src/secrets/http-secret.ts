import type { Clock, Fetch } from '@sluice/core'
import { checkedCredential, noCredential } from './credential.ts'
import { checkedMs } from './duration.ts'
import { checkedUrl, fetchJson } from './fetch-json.ts'
import { type SecretSource, toSecret } from './secret.ts'
import { valueAt } from './value-at.ts'

export interface HttpSecretOptions {
  /** An https address that answers with JSON. */
  url: string
  /** Where in the reply the credential is: names with dots between them, such as `data.key`, or a function. */
  pick: string | ((body: unknown) => unknown)
  /** Told to `forget` themselves when the service refuses them. */
  headers?: Readonly<Record<string, SecretSource>> | undefined
  /** @default 'GET' */
  method?: 'GET' | 'POST' | undefined
  /** Of a POST; JSON unless `headers` say otherwise. */
  body?: string | undefined
  fetch?: Fetch | undefined
  /** How long the service may take. @default 10_000 */
  timeoutMs?: number | undefined
  clock?: Clock | undefined
}

/**
 * Reads a credential from any service that answers with JSON: a source for `rotating`, which keeps it.
 *
 * It rejects with `auth` if the service gives none, and with `network`, `timeout` or `server` if it cannot be asked.
 *
 * @throws TypeError for an address that may not be asked, or a GET with a body.
 * @throws RangeError for a time out of range.
 */
export function httpSecret(options: HttpSecretOptions): () => Promise<string> {
  const { pick, method = 'GET', body, fetch, clock } = options
  const { href: url, host } = checkedUrl(options.url, 'httpSecret: url')
  if (method === 'GET' && body !== undefined) throw new TypeError('httpSecret: body needs method: POST')
  const timeoutMs = checkedMs(options.timeoutMs ?? 10_000, 'httpSecret: timeoutMs')
  const secrets = Object.entries(options.headers ?? {}).map(([name, source]) => ({ name, secret: toSecret(source) }))

  return async () => {
    const fields = await Promise.all(
      secrets.map(async ({ name, secret }) => {
        return { name, secret, value: checkedCredential(await secret.read(), `The source of the header ${name}`) }
      }),
    )
    const headers = fields.map(({ name, value }): [string, string] => [name, value])
    const reply = await fetchJson({ url, method, headers, body, fetch, timeoutMs, clock })
    if (reply.status === 401 || reply.status === 403) {
      for (const { secret, value } of fields) secret.forget?.(value)
    }
    if (reply.status < 200 || reply.status > 299) throw noCredential(`${host} answered with status ${reply.status}.`)
    return checkedCredential(picked(reply.body, pick), `The pick from the reply of ${host}`)
  }
}

function picked(body: unknown, pick: HttpSecretOptions['pick']): unknown {
  if (typeof pick === 'string') return valueAt(body, pick.split('.'))
  try {
    return pick(body)
  } catch {
    // The error is not passed on, because it may quote the reply.
    throw noCredential('pick threw an error.')
  }
}
