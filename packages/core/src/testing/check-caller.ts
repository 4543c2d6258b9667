import { type BceRefusal, verifyBceSignature } from './bce-verifier.ts'
import type { SimulatedVendor } from './openai-refusal.ts'
import type { SimulatedRequest } from './simulated-request.ts'
import type { Refusal } from './simulated-wire.ts'
import type { SimulatedCredentials, TokenDesk } from './token-desk.ts'

/** Who calls, and for what. */
export interface Caller {
  request: SimulatedRequest
  vendor: SimulatedVendor
  method: string
  url: URL
}

interface Check {
  options: SimulatedCredentials
  desk: TokenDesk
  nowMs: number
}

/** Refuses a caller without a credential that the real service would take, where such credentials are set. */
export async function checkCaller(caller: Caller, check: Check): Promise<Refusal | BceRefusal | undefined> {
  return caller.request.wire === 'baidu-v1' ? checkBaiduV1(caller, check) : checkKey(caller, check)
}

function checkKey({ request, vendor, url }: Caller, { options, desk }: Check): Refusal | undefined {
  const { apiKey, accessKeys } = options
  const { headers, wire } = request
  const isAnthropic = wire === 'anthropic'
  const bearer = /^Bearer (.*)$/.exec(headers.get('authorization') ?? '')?.[1]
  // Anthropic itself takes a key as a bearer from nobody; others that speak its wire do.
  const other = isAnthropic && url.hostname === 'api.anthropic.com' ? undefined : bearer
  const key = (isAnthropic ? headers.get('x-api-key') : null) ?? other
  const token = desk.look(key ?? '')
  const isGuarded = apiKey !== undefined || (vendor === 'qianfan' && accessKeys !== undefined)
  const isGood = token === undefined ? !isGuarded || key === apiKey : token.kind === 'bearer' && token.state === 'good'
  if (isGood && (key !== undefined || !isGuarded)) return undefined
  return { status: 401, error: { message: isAnthropic ? 'invalid x-api-key' : 'Incorrect API key provided.' } }
}

async function checkBaiduV1(
  { method, url, request: { headers } }: Caller,
  { options, desk, nowMs }: Check,
): Promise<Refusal | BceRefusal | undefined> {
  const { oauthClients, accessKeys } = options
  const isGuarded = oauthClients !== undefined || accessKeys !== undefined
  const text = url.searchParams.get('access_token')
  if (text !== null) {
    const token = desk.look(text)
    if (token?.state === 'expired') return { status: 401, error: { error_code: 111 } }
    const isGood = token === undefined ? !isGuarded : token.kind === 'oauth' && token.state === 'good'
    return isGood ? undefined : { status: 401, error: {} }
  }
  if (!isGuarded) return undefined
  if (!headers.get('authorization')?.startsWith('bce-auth-v1/')) return { status: 401, error: {} }
  return verifyBceSignature({ method, url, headers }, { accessKeys: accessKeys ?? {}, nowMs })
}
