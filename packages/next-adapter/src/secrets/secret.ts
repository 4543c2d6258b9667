/** Where a credential comes from. It is read when a call needs it, never when the app is built. */
export interface Secret {
  /** The credential. Throws a `ChatError` of code `auth` if it is missing. */
  read(): string | Promise<string>
  /** What is missing, in a sentence; `undefined` if nothing is. */
  check(): Promise<string | undefined>
  /** Told that a provider refused this credential: one that is kept is read anew the next time. */
  forget?(credential: string): void
}

/** A secret, a function that gets one, or the text itself. */
export type SecretSource = Secret | (() => string | Promise<string>) | string

/** Any source as a `Secret`. */
export function toSecret(source: SecretSource): Secret {
  if (typeof source === 'object') return source
  const isEmpty = typeof source === 'string' && source.trim() === ''
  return {
    read: typeof source === 'string' ? () => source : source,
    check: async () => (isEmpty ? 'The key that was given is empty.' : undefined),
  }
}
