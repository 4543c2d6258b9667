import { type SecretSource, toSecret } from '../secrets/secret.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { isReplaced, problemsOf, usableKey } from './credential.ts'

export interface ApiKeyOptions {
  /** The header that carries the key. @default 'authorization' */
  header?: string | undefined
  /** What stands before the key. @default 'Bearer ' for `authorization`, nothing otherwise */
  prefix?: string | undefined
}

/** Authorises with a key in a header. A key that is refused is read anew, if its secret can forget. */
export function apiKey(source: SecretSource, options: ApiKeyOptions = {}): CheckedAuthorize {
  const secret = toSecret(source)
  const header = options.header ?? 'authorization'
  const prefix = options.prefix ?? (header.toLowerCase() === 'authorization' ? 'Bearer ' : '')
  return {
    apply(request) {
      const put = (key: string) => {
        request.headers.set(header, prefix + usableKey(key))
        return request
      }
      const key = secret.read()
      return typeof key === 'string' ? put(key) : key.then(put)
    },
    feedback({ request, code }) {
      const sent = request.headers.get(header)
      if (code !== 'auth' || sent === null) return false
      return isReplaced([[secret, sent.slice(prefix.length)]])
    },
    check: () => problemsOf([secret]),
  }
}
