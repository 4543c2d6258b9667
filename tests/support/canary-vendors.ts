import {
  type Fault,
  type SimulatedProvider,
  type SimulatedProviderOptions,
  simulatedProvider,
} from '@sluice/core/testing'
import type { Canaries } from './canaries.ts'
import { type Served, serve } from './serve.ts'

/** A request as a vendor, a vault or a token endpoint got it. */
export interface Received {
  scenario: string
  target: string
  kind: 'chat' | 'token'
  url: string
  headers: string
  body: string
}

/** Everybody whom the application asks, on one socket: the first part of the path is the scenario, the second the target. */
export interface CanaryVendors extends Served {
  readonly received: readonly Received[]
  /** The tokens that were issued in all scenarios. */
  issuedTokens(): readonly string[]
}

type Reply = (request: Request, sent: string) => Response

/** What goes wrong, by scenario: at whom the model is asked, or at whom tokens and keys are got. */
interface Trouble {
  /** What the simulator is told, with a text that repeats the request. */
  fault?: (sent: string) => Fault
  chat?: Reply
  token?: Reply
}

const stream = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } })
const page = (text: string, status: number) =>
  new Response(`<!doctype html><title>Proxy</title>${text}`, { status, headers: { 'content-type': 'text/html' } })
/** A text that is cut in the middle of the credential by whoever keeps `length` characters. */
const cutAt = (length: number, request: Request) => `${'-'.repeat(length - 40)}${credentialOf(request)} and more`

export function troubles(elsewhere: string): Readonly<Record<string, Trouble>> {
  const status = (status: number): Trouble => ({
    fault: (sent) => ({ type: 'status', status, error: { message: sent, param: { [sent]: [sent] } } }),
  })
  const away: Reply = (request) => Response.redirect(`${elsewhere}${new URL(request.url).pathname}`, 307)
  return {
    fine: {},
    'quoted-400': status(400),
    'quoted-401': status(401),
    'quoted-403': status(403),
    'quoted-429': status(429),
    'quoted-500': status(500),
    expired: {
      fault: (sent) => ({ type: 'status', status: 401, error: { error_code: 111, message: sent } }),
    },
    'first-event': { fault: (sent) => ({ type: 'error-event', after: 0, error: { message: sent } }) },
    'later-event': { fault: (sent) => ({ type: 'error-event', after: 2, error: { message: sent } }) },
    cut: { fault: () => ({ type: 'cut', after: 2 }) },
    torn: { fault: () => ({ type: 'cut', after: 2, isTorn: true }) },
    stall: { fault: () => ({ type: 'stall', after: 2 }) },
    page: { chat: (request) => page(cutAt(960, request), 502) },
    'page-200': { chat: (_, sent) => page(sent, 200) },
    'no-json': { chat: (request) => stream(`data: ${cutAt(200, request)}\n\n`) },
    'no-json-whole': {
      chat: (request) => new Response(cutAt(200, request), { headers: { 'content-type': 'application/json' } }),
    },
    'no-answer': { chat: (_, sent) => Response.json({ sent }) },
    'cut-json': { chat: (request) => stream(`data: ${credentialOf(request)}`) },
    'away-chat': { chat: away },
    'away-token': { token: away },
    'token-400': { token: (_, sent) => Response.json(echo(sent), { status: 400 }) },
    'token-401': { token: (_, sent) => Response.json(echo(sent), { status: 401 }) },
    'token-403': { token: (_, sent) => Response.json(echo(sent), { status: 403 }) },
    'token-500': { token: (_, sent) => Response.json(echo(sent), { status: 500 }) },
    'token-200': { token: (_, sent) => Response.json(echo(sent)) },
    'token-page': { token: (_, sent) => page(sent, 200) },
    'token-huge': { token: (_, sent) => page(sent.repeat(200), 200) },
    revoked: {},
    'other-keys': {},
    skewed: {},
  }
}

function echo(sent: string): unknown {
  return { error: sent, error_description: sent, code: sent, message: sent, errors: [sent], data: { [sent]: sent } }
}

function credentialOf({ headers, url }: Request): string {
  const [value = ''] = ['x-api-key', 'x-own-key', 'x-bce-accesskey'].flatMap((name) => headers.get(name) ?? [])
  return headers.get('authorization') ?? new URL(url).searchParams.get('access_token') ?? value
}

/** Serves them. */
export async function serveVendors(secrets: Canaries, elsewhere: string): Promise<CanaryVendors> {
  const planned = troubles(elsewhere)
  const received: Received[] = []
  const providers = new Map<string, SimulatedProvider>()

  function providerOf(scenario: string, target: string): SimulatedProvider {
    const name = `${scenario}/${target}`
    const { fault } = planned[scenario] ?? {}
    const faults = ({ url, headers }: { url: string; headers: Headers }) => fault?.(sentIn(url, headers))
    const clock = scenario === 'skewed' ? skewedClock : undefined
    const known = scenario === 'other-keys' ? otherKeys : credentials(secrets)[target]
    const seed = 1_000 + providers.size
    const provider = providers.get(name) ?? simulatedProvider({ ...known, faults, clock, seed })
    providers.set(name, provider)
    return provider
  }

  const served = await serve(async (request) => {
    const { url, headers } = request
    const { pathname } = new URL(url)
    const [, scenario = '', target = '', ...path] = pathname.split('/')
    const isVault = path.includes('kv')
    const kind = isVault || path.at(-1)?.startsWith('token') ? 'token' : 'chat'
    const body = await request.text()
    received.push({ scenario, target, kind, url, headers: JSON.stringify([...headers]), body })
    const reply = planned[scenario]?.[kind]
    if (reply !== undefined) return reply(request, sentIn(url, headers))
    if (scenario === 'odd-keys' && kind === 'token') return Response.json(odd(secrets['vault.key']))
    if (isVault) return Response.json(kept(secrets[target === 'vault' ? 'vault.key' : 'http.key']))
    const provider = providerOf(scenario, target)
    if (scenario === 'revoked' && kind === 'chat' && provider.calls.length === 1) provider.revokeTokens()
    const init = { method: request.method, headers, signal: request.signal }
    return provider(url, body === '' ? init : { ...init, body })
  })
  return { ...served, received, issuedTokens: () => [...providers.values()].flatMap((each) => each.issuedTokens) }
}

function sentIn(url: string, headers: Headers): string {
  return [url, ...[...headers].flatMap(([name, value]) => [`${name}: ${value}`, ...value.split(/[ /]/)])].join(' ')
}

/** As Vault wraps it; others do in `data.key`. */
function kept(key: string): unknown {
  return { data: { key, data: { key }, metadata: { version: 1 } } }
}

/** What no header can carry, in place of a key or a token. */
function odd(key: string): unknown {
  const text = `${key}\n${key}密`
  return { data: { key: text, data: { key: text } }, access_token: text, expires_in: 60, token: text, expireTime: text }
}

const skewedClock = {
  now: () => Date.now() + 7_200_000,
  monotonic: () => performance.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

const otherKeys = { apiKey: 'another', oauthClients: {}, accessKeys: {} }

function credentials(secrets: Canaries): Readonly<Record<string, SimulatedProviderOptions>> {
  return {
    openai: { apiKey: secrets['openai.key'], vendor: 'openai' },
    responses: { apiKey: secrets['openai.key'] },
    anthropic: { apiKey: secrets['anthropic.key'] },
    qianfan: { apiKey: `bce-v3/ALTAK-${secrets['qianfan.id']}/${secrets['qianfan.key']}`, vendor: 'qianfan' },
    oauth: { oauthClients: { [secrets['oauth.id']]: secrets['oauth.secret'] } },
    bce: { accessKeys: { [secrets['bce.id']]: secrets['bce.secret'] } },
    'iam-pair': { accessKeys: { [secrets['iam-pair.id']]: secrets['iam-pair.secret'] }, vendor: 'qianfan' },
    'iam-key': { apiKey: secrets['iam-key.key'], vendor: 'qianfan' },
    dashscope: { apiKey: secrets['dashscope.key'], vendor: 'dashscope' },
    vault: { apiKey: secrets['vault.key'], vendor: 'deepseek' },
    http: { apiKey: secrets['http.key'] },
  }
}
