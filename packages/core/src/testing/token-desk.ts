import type { Clock } from '../chat/clock.ts'
import { refuseSignature, verifyBceSignature } from './bce-verifier.ts'

/** What a simulated provider knows of its callers. */
export interface SimulatedCredentials {
  /**
   * The key it accepts, as a bearer or in `x-api-key`; any other gets a 401, issued tokens excepted. @default any
   */
  apiKey?: string | undefined
  /** Secret keys by API key: who gets a token from `/oauth/2.0/token`. @default anybody */
  oauthClients?: Readonly<Record<string, string>> | undefined
  /** Secret keys by access key: whose `bce-auth-v1` signatures are good. Given, they are verified. @default any */
  accessKeys?: Readonly<Record<string, string>> | undefined
  /** How long issued tokens live, in milliseconds. @default as long as the vendor's do */
  tokenTtlMs?: number | undefined
}

/** Issues tokens and knows them again. */
export interface TokenDesk {
  /** Replies to a request for a token; any other is `undefined`. */
  reply(http: Request, url: URL): Promise<Response | undefined>
  /** What a token is for and whether it is good; `undefined` for one that was not issued here. */
  look(token: string): { kind: TokenKind; state: 'good' | 'expired' | 'revoked' } | undefined
  revokeAll(): void
  /** The tokens, oldest first. */
  readonly issued: readonly string[]
}

type TokenKind = 'oauth' | 'bearer'

const oauthSeconds = 30 * 24 * 3_600

/** A desk that issues what Baidu's OAuth, Baidu's IAM and DashScope issue. */
export function createTokenDesk(options: SimulatedCredentials & { clock: Clock; seed: number }): TokenDesk {
  const { apiKey, oauthClients, accessKeys, tokenTtlMs, clock, seed } = options
  if (tokenTtlMs !== undefined && !(tokenTtlMs > 0)) {
    throw new RangeError(`simulatedProvider: tokenTtlMs must be positive, got ${tokenTtlMs}`)
  }
  const tokens = new Map<string, { kind: TokenKind; expiresMs: number; isRevoked: boolean }>()
  const issued: string[] = []
  const requestId = () => `req-${seed}-${issued.length}`

  function issue(kind: TokenKind, seconds: number, write: (serial: string, expiresMs: number) => string) {
    const expiresMs = clock.now() + (tokenTtlMs ?? seconds * 1_000)
    const token = write(`${seed}-${issued.length}`, expiresMs)
    tokens.set(token, { kind, expiresMs, isRevoked: false })
    issued.push(token)
    return { token, expiresMs, lifeSeconds: Math.floor((expiresMs - clock.now()) / 1_000) }
  }

  function oauth({ searchParams }: URL): Response {
    const refuse = (error: string, error_description: string) =>
      Response.json({ error, error_description }, { status: error === 'invalid_client' ? 401 : 400 })
    if (searchParams.get('grant_type') !== 'client_credentials') {
      return refuse('unsupported_grant_type', 'The authorization grant type is not supported')
    }
    const client = searchParams.get('client_id') ?? ''
    if (oauthClients !== undefined && !Object.hasOwn(oauthClients, client)) {
      return refuse('invalid_client', 'unknown client id')
    }
    if (oauthClients !== undefined && oauthClients[client] !== searchParams.get('client_secret')) {
      return refuse('invalid_client', 'Client authentication failed')
    }
    const write = (serial: string, expiresMs: number) => `24.simulated.${Math.floor(expiresMs / 1_000)}.${serial}`
    const { token, lifeSeconds } = issue('oauth', oauthSeconds, write)
    const unused = { refresh_token: '25.simulated', session_key: 'simulated', session_secret: 'simulated' }
    return Response.json({ access_token: token, expires_in: lifeSeconds, scope: 'public', ...unused })
  }

  async function iam(http: Request, url: URL): Promise<Response> {
    const authorization = http.headers.get('authorization') ?? ''
    const isKey = apiKey !== undefined && authorization === `Bearer ${apiKey}`
    if (!isKey && (accessKeys !== undefined || apiKey !== undefined)) {
      const signed = { method: http.method, url, headers: http.headers }
      const refusal = await verifyBceSignature(signed, { accessKeys: accessKeys ?? {}, nowMs: clock.now() })
      if (refusal !== undefined) return refuseSignature(refusal, requestId())
    }
    const seconds = Number(url.searchParams.get('expireInSeconds') ?? 1_800)
    if (!(seconds >= 300 && seconds <= 2_592_000)) {
      const message = 'expireInSeconds must be between 300 and 2592000'
      return refuseSignature({ status: 400, code: 'InvalidParameter', message }, requestId())
    }
    const { token, expiresMs } = issue('bearer', seconds, (serial) => `bce-v3/ALTAK-simulated/${serial}`)
    const [createTime, expireTime] = [clock.now(), expiresMs].map((ms) => new Date(ms).toISOString())
    return Response.json({ userId: 'simulated', token, status: 'enable', createTime, expireTime })
  }

  function dashscope(http: Request, url: URL): Response {
    const request_id = requestId()
    if (apiKey !== undefined && http.headers.get('authorization') !== `Bearer ${apiKey}`) {
      return Response.json({ code: 'InvalidApiKey', message: 'Invalid API-key provided.', request_id }, { status: 401 })
    }
    const seconds = Number(url.searchParams.get('expire_in_seconds') ?? 60)
    if (!(seconds >= 1 && seconds <= 1_800)) {
      const message = 'expire_in_seconds must be between 1 and 1800'
      return Response.json({ code: 'InvalidParameter', message, request_id }, { status: 400 })
    }
    const { token, expiresMs } = issue('bearer', seconds, (serial) => `st-simulated-${serial}`)
    return Response.json({ token, expires_at: Math.floor(expiresMs / 1_000) })
  }

  return {
    async reply(http, url) {
      if (url.pathname.endsWith('/oauth/2.0/token')) return oauth(url)
      if (http.method === 'GET' && url.pathname.endsWith('/v1/BCE-BEARER/token')) return iam(http, url)
      if (http.method === 'POST' && url.pathname.endsWith('/api/v1/tokens')) return dashscope(http, url)
      return undefined
    },
    look(token) {
      const found = tokens.get(token)
      if (found === undefined) return undefined
      const { kind, expiresMs, isRevoked } = found
      return { kind, state: isRevoked ? 'revoked' : clock.now() >= expiresMs ? 'expired' : 'good' }
    },
    revokeAll() {
      for (const token of tokens.values()) token.isRevoked = true
    },
    issued,
  }
}
