import type { Authorize } from '@sluice/core'
import { type SecretSource, toSecret } from '../secrets/secret.ts'

export interface ApiKeyOptions {
  /** The header that carries the key. @default 'authorization' */
  header?: string | undefined
  /** What stands before the key. @default 'Bearer ' for `authorization`, nothing otherwise */
  prefix?: string | undefined
}

/** Authorises with a key in a header. */
export function apiKey(source: SecretSource, options: ApiKeyOptions = {}): Authorize {
  const secret = toSecret(source)
  const header = options.header ?? 'authorization'
  const prefix = options.prefix ?? (header === 'authorization' ? 'Bearer ' : '')
  return {
    async apply(request) {
      request.headers.set(header, prefix + (await secret.read()))
      return request
    },
  }
}
