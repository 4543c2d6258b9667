import { type Authorize, ChatError } from '@sluice/core'
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
    apply(request) {
      const put = (key: string) => {
        request.headers.set(header, prefix + usable(key))
        return request
      }
      const key = secret.read()
      return typeof key === 'string' ? put(key) : key.then(put)
    },
  }
}

/** Looked at here, because a refusal by `Headers` quotes the value, and that would end up in a log. */
function usable(key: string): string {
  const trimmed = key.trim()
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed
  const cause = 'The key is empty or has characters that no key has.'
  throw new ChatError('auth', 'The server has no usable credential.', { cause })
}
