import type { Authorize, Refusal } from '@sluice/core'
import type { TokenSource } from './token-source.ts'

/** Sends a source's token as a bearer token, and drops one that is refused. */
export function bearerToken(tokens: TokenSource, isTokenRefused: (refusal: Refusal) => boolean): Required<Authorize> {
  return {
    async apply(request) {
      request.headers.set('authorization', `Bearer ${await tokens.get()}`)
      return request
    },
    async feedback(refusal) {
      const [scheme, token] = refusal.request.headers.get('authorization')?.split(' ') ?? []
      if (scheme !== 'Bearer' || token === undefined || !isTokenRefused(refusal)) return false
      return tokens.drop(token)
    },
  }
}
