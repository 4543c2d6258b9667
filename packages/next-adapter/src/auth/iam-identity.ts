import type { Authorize, Clock } from '@sluice/core'
import { type Secret, type SecretSource, toSecret } from '../secrets/secret.ts'
import { apiKey } from './api-key.ts'
import { bceAuthV1 } from './bce-auth-v1.ts'
import { usableKey, usableSigningKey } from './credential.ts'

/** An access key of Baidu's IAM. */
export interface BaiduIamKeyPair {
  accessKeyId: SecretSource
  secretAccessKey: SecretSource
  /** The third part of temporary credentials. */
  sessionToken?: SecretSource | undefined
  apiKey?: undefined
}

/** A long-lived key, `bce-v3/…`. */
export interface BaiduIamApiKey {
  apiKey: SecretSource
}

/** Who asks Baidu's IAM, with the credentials of this moment. */
export interface IamIdentity {
  readonly credentials: readonly string[]
  /** Has these very credentials, whatever becomes of their sources. */
  readonly authorize: Authorize
  /** Tells the sources that their credentials were refused. */
  forget(): void
}

export interface IamIdentitySource {
  readonly secrets: readonly Secret[]
  read(): Promise<IamIdentity>
}

export function createIamIdentity(
  options: BaiduIamKeyPair | BaiduIamApiKey,
  clock: Clock | undefined,
): IamIdentitySource {
  return options.apiKey === undefined ? fromKeyPair(options, clock) : fromApiKey(toSecret(options.apiKey))
}

function fromApiKey(secret: Secret): IamIdentitySource {
  return {
    secrets: [secret],
    async read() {
      const key = usableKey(await secret.read())
      return { credentials: [key], authorize: apiKey(key), forget: () => secret.forget?.(key) }
    },
  }
}

function fromKeyPair(options: BaiduIamKeyPair, clock: Clock | undefined): IamIdentitySource {
  const id = toSecret(options.accessKeyId)
  const secret = toSecret(options.secretAccessKey)
  const session = options.sessionToken === undefined ? undefined : toSecret(options.sessionToken)
  let last: { text: string; authorize: Authorize } | undefined

  return {
    secrets: [id, secret, ...(session ? [session] : [])],
    async read() {
      const [readId, readSecret, readSession] = await Promise.all([id.read(), secret.read(), session?.read()])
      const accessKeyId = usableKey(readId)
      const secretAccessKey = usableSigningKey(readSecret)
      const sessionToken = readSession === undefined ? undefined : usableKey(readSession)
      const credentials = [accessKeyId, secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])]
      const text = JSON.stringify(credentials)
      // Kept, because it learns how wrong our clock is.
      if (last?.text !== text) {
        last = { text, authorize: bceAuthV1({ accessKeyId, secretAccessKey, sessionToken, clock }) }
      }
      return {
        credentials,
        authorize: last.authorize,
        forget() {
          id.forget?.(accessKeyId)
          secret.forget?.(secretAccessKey)
          if (sessionToken !== undefined) session?.forget?.(sessionToken)
        },
      }
    },
  }
}
