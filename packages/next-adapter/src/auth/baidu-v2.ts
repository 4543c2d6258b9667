import { fromEnv } from '../secrets/from-env.ts'
import { type Secret, type SecretSource, toSecret } from '../secrets/secret.ts'
import { apiKey } from './api-key.ts'
import { appNaming } from './app-id.ts'
import type { CheckedAuthorize } from './checked-authorize.ts'
import { unusable } from './credential.ts'

export interface BaiduV2Options {
  /** The application to bill, `app-…`. @default the account's own default application */
  appId?: string | undefined
}

/**
 * Authorises with a key of Qianfan's second version, `bce-v3/ALTAK…/…`, long-lived or short-lived. It only puts the key on
 * requests: what is spoken there are chat completions, `qianfan(…)`.
 *
 * Any other kind of credential is refused before it is sent anywhere.
 *
 * @throws TypeError for an `appId` that no header can carry.
 */
export function baiduV2(
  source: SecretSource = fromEnv('QIANFAN_API_KEY'),
  options: BaiduV2Options = {},
): CheckedAuthorize {
  const nameApp = appNaming(options.appId, 'baiduV2')
  const bearer = apiKey(shaped(toSecret(source)))
  return {
    ...bearer,
    apply(request) {
      nameApp(request.headers)
      return bearer.apply(request)
    },
  }
}

/** The secret, as long as what it holds looks right. */
function shaped(secret: Secret): Secret {
  const checked = (key: string) => {
    const problem = problemOf(key.trim())
    if (problem !== undefined) throw unusable(problem)
    return key
  }
  return {
    read() {
      const key = secret.read()
      return typeof key === 'string' ? checked(key) : key.then(checked)
    },
    async check() {
      const missing = await secret.check()
      if (missing !== undefined) return missing
      try {
        return problemOf((await secret.read()).trim())
      } catch {
        // The error is not passed on, because it may quote anything.
        return 'The key could not be read.'
      }
    },
    ...(secret.forget && { forget: (key: string) => secret.forget?.(key) }),
  }
}

const needed = 'Qianfan V2 needs an API key of the form bce-v3/ALTAK-…/….'

/** The kinds that are mistaken for it, by how they begin: none of these sentences may quote the key. */
const kinds: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^\d+\.[\da-z]+\.\d+\./i, 'an OAuth access token, which only Qianfan V1 takes'],
  [/^ALTAK[\w-]*$/, 'an access key id without its secret, which signs requests to Qianfan V1'],
  [/^ALTAK/, 'an API key without the bce-v3/ at its beginning'],
  [/^sk-/, 'a key of another provider'],
  [/^bearer\s/i, 'an API key with the word Bearer before it, which is added by itself'],
  [/^bce-v3/, 'an API key that is not complete'],
]

function problemOf(key: string): string | undefined {
  if (/^bce-v3\/ALTAK[\w-]*\/[\x21-\x7e]+$/.test(key)) return undefined
  const kind = kinds.find(([pattern]) => pattern.test(key))?.[1]
  return kind === undefined ? needed : `The key looks like ${kind}. ${needed}`
}
