import { ChatError } from '@sluice/core'
import type { Secret } from './secret.ts'

/**
 * A credential from an environment variable, read at the first call: `next build` needs none.
 *
 * The secret's `read` throws `auth` while the variable is unset or empty.
 */
export function fromEnv(name: string): Secret {
  const value = () => environment()[name]?.trim() ?? ''
  const problem = () => (value() === '' ? `The environment variable ${name} is not set.` : undefined)
  return {
    read() {
      const missing = problem()
      if (missing !== undefined) throw new ChatError('auth', 'The server has no credential.', { cause: missing })
      return value()
    },
    check: async () => problem(),
  }
}

/** A Worker may have no `process`, and this package is not typed for Node alone. */
function environment(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env: Readonly<Record<string, string | undefined>> } }
  return process?.env ?? {}
}
