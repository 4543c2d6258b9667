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
  if (typeof source === 'function') return { read: source, check: () => problemOf(source) }
  const isEmpty = source.trim() === ''
  return { read: () => source, check: async () => (isEmpty ? 'The key that was given is empty.' : undefined) }
}

async function problemOf(source: () => unknown): Promise<string | undefined> {
  try {
    const key = await source()
    // An environment variable that is not set is no text, whatever the types say.
    if (typeof key === 'string' && key.trim() !== '') return undefined
    return 'The function that gives the key gave an empty text.'
  } catch {
    // The error is not passed on, because it may quote anything.
    return 'The function that gives the key threw an error.'
  }
}
