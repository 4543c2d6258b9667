import type { Clock, Fetch } from '@sluice/core'
import { checkedCredential, noCredential } from './credential.ts'
import { checkedMs } from './duration.ts'
import { checkedUrl, type FetchedJson, fetchJson } from './fetch-json.ts'
import { type SecretSource, toSecret } from './secret.ts'
import { valueAt } from './value-at.ts'

export interface VaultKvOptions {
  /** Where Vault is, such as `https://vault.example.com:8200`. */
  address: string
  /** Of the secret within its mount, such as `chat/openai`. */
  path: string
  /** The name of the value within the secret. */
  field: string
  /** Told to `forget` itself when Vault refuses it. */
  token: SecretSource
  /** Where the key-value engine is mounted. @default 'secret' */
  mount?: string | undefined
  /** Of Vault Enterprise, where it has any. @default none */
  namespace?: string | undefined
  /** One version of the secret. @default the latest */
  version?: number | undefined
  fetch?: Fetch | undefined
  /** How long Vault may take. @default 10_000 */
  timeoutMs?: number | undefined
  clock?: Clock | undefined
}

/**
 * Reads a credential from HashiCorp Vault's key-value store, version 2: a source for `rotating`, which keeps it.
 *
 * It rejects with `auth` if there is no such value, and with `network`, `timeout` or `server` if Vault cannot be asked.
 *
 * @throws TypeError for an address or a path that cannot be asked.
 * @throws RangeError for a version or a time out of range.
 */
export function vaultKv(options: VaultKvOptions): () => Promise<string> {
  const { field, namespace, fetch, clock } = options
  const url = urlOf(options)
  const timeoutMs = checkedMs(options.timeoutMs ?? 10_000, 'vaultKv: timeoutMs')
  const token = toSecret(options.token)
  const place = `${url.host}, ${options.mount ?? 'secret'}/${options.path}`

  return async () => {
    const used = checkedCredential(await token.read(), 'The source of the token')
    const headers = { 'x-vault-token': used, ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }) }
    const reply = await fetchJson({ url: url.href, headers, fetch, timeoutMs, clock })
    if (reply.status === 403) token.forget?.(used)
    if (reply.status !== 200) throw noCredential(`Vault (${place}): ${refusalOf(reply)}`)
    const value = valueAt(reply.body, ['data', 'data', field])
    return checkedCredential(value, `Vault (${place}), field ${JSON.stringify(field)},`)
  }
}

function urlOf({ address, mount = 'secret', path, version }: VaultKvOptions): URL {
  const url = checkedUrl(address, 'vaultKv: address')
  if (url.search !== '' || url.hash !== '') throw new TypeError('vaultKv: address must have no query')
  const base = url.pathname.replace(/\/+$/, '')
  url.pathname = `${base}/v1/${encoded(mount, 'mount')}/data/${encoded(path, 'path')}`
  if (version === undefined) return url
  if (!Number.isInteger(version) || version < 1) {
    throw new RangeError(`vaultKv: version must be a positive integer, got ${version}`)
  }
  url.search = `version=${version}`
  return url
}

function encoded(path: string, name: string): string {
  const segments = path.split('/')
  // Dots would lead out of the mount: an address resolves them, encoded or not.
  if (segments.some((segment) => ['', '.', '..'].includes(segment))) {
    throw new TypeError(`vaultKv: ${name} must be names with a single "/" between them, none of them "." or ".."`)
  }
  return segments.map(encodeURIComponent).join('/')
}

/** Vault's own words are left out: they may quote what they are about. */
function refusalOf({ status, body }: FetchedJson): string {
  if (status === 403) return 'the token was refused, or may not read this.'
  if (status === 503) return 'Vault is sealed or down for maintenance.'
  if (status !== 404) return `it answered with status ${status}.`
  const metadata = ['data', 'metadata']
  if (valueAt(body, [...metadata, 'destroyed']) === true) return 'the version was destroyed.'
  return valueAt(body, metadata) === undefined ? 'there is nothing at this path.' : 'the version was deleted.'
}
