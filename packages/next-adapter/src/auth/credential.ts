import { ChatError } from '@sluice/core'
import type { Secret } from '../secrets/secret.ts'

/** A key that travels in a header. Looked at here, because a refusal by `Headers` quotes the value, for a log to keep. */
export function usableKey(key: string): string {
  const trimmed = key.trim()
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed
  throw unusable('The key is empty or has characters that no key has.')
}

/** A key that only signs: it may have any character. */
export function usableSigningKey(key: string): string {
  const trimmed = key.trim()
  // WebCrypto takes no empty key, and says so in words that help nobody.
  if (trimmed === '') throw unusable('The secret key is empty.')
  return trimmed
}

/** What is thrown in place of sending a credential that cannot be right. The cause must not quote it. */
export function unusable(cause: string): ChatError {
  return new ChatError('auth', 'The server has no usable credential.', { cause })
}

/** What is missing of all these, in sentences. */
export async function problemsOf(secrets: readonly Secret[]): Promise<readonly string[]> {
  const problems = await Promise.all(secrets.map((secret) => secret.check()))
  return problems.filter((problem) => problem !== undefined)
}

/** Has refused credentials forgotten, and says whether another one is read now. */
export async function isReplaced(
  refused: readonly (readonly [secret: Secret, credential: string])[],
): Promise<boolean> {
  if (refused.every(([secret]) => secret.forget === undefined)) return false
  for (const [secret, credential] of refused) secret.forget?.(credential)
  try {
    const current = await Promise.all(refused.map(([secret]) => secret.read()))
    return current.some((credential, index) => credential.trim() !== refused[index]?.[1])
  } catch {
    // The refusal, which is then reported, says more than that there is no other credential.
    return false
  }
}
