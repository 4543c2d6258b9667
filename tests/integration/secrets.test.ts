import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningProgram, runProgram } from '../support/bundled-program.ts'
import { type CanaryName, canaryPlaces, createCanaries, leaksIn, spellingsOf } from '../support/canaries.ts'
import { type CanaryVendors, serveVendors, troubles } from '../support/canary-vendors.ts'
import { asking, until } from '../support/chat-http.ts'
import { type Served, serve } from '../support/serve.ts'

/*
 * An application with one target for every kind of credential goes through everything that can go wrong. Then all that
 * left its process is searched for its secrets: what it printed, what it answered, where it sent what.
 */

const secrets = createCanaries()
const targets = [
  'openai',
  'responses',
  'anthropic',
  'qianfan',
  'oauth',
  'bce',
  'iam-pair',
  'iam-key',
  'dashscope',
  'hmac',
  'vault',
  'http',
  'pool',
  'own',
]
const nowhere = { closed: 'http://127.0.0.1:9' }
const scenarios = [
  ...Object.keys(troubles('')),
  'refused',
  'unknown',
  'throwing',
  'carrying',
  'tearing',
  'line-breaks',
  'chinese-keys',
  'odd-keys',
]

let vendors: CanaryVendors
let elsewhere: Served
let app: RunningProgram
const asked: string[] = []
/** What clients were told, status and headers included. */
const told: { scenario: string; target: string; status: number; text: string }[] = []

/** What the application printed of each scenario. */
const printed: { scenario: string; text: string }[] = []

/** Two pipes: what is said last on either has come when both marks have. */
async function printedSince(start: number): Promise<string> {
  const mark = `<mark ${start}>`
  await fetch(`${app.url}/fine/print`, { method: 'POST', body: mark })
  await until('the marks', () => app.output().split(mark).length === 3)
  return app.output().slice(start)
}

async function ask(scenario: string, target: string, what: string, more: object = {}): Promise<void> {
  const client = new AbortController()
  // What a client might try to have the server ask elsewhere, or with another key.
  const wishes = { baseUrl: elsewhere.url, baseURL: elsewhere.url, endpoint: elsewhere.url, apiKey: 'mine' }
  const body = {
    ...asking('one two three four'),
    model: target,
    ...wishes,
    headers: { authorization: 'mine' },
    ...more,
  }
  const response = await fetch(`${app.url}/${scenario}/${what}/${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer mine', 'x-base-url': elsewhere.url },
    body: JSON.stringify(body),
    signal: client.signal,
  })
  const { status, headers } = response
  let text = JSON.stringify([...headers])
  try {
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString()
      if (scenario === 'stall' && text.includes('text-delta')) client.abort()
    }
  } catch (error) {
    if (!client.signal.aborted) throw error
  }
  told.push({ scenario, target, status, text })
}

beforeAll(async () => {
  elsewhere = await serve(async (request) => {
    asked.push(request.url)
    return Response.json({})
  })
  vendors = await serveVendors(secrets, elsewhere.url)
  const setup = { secrets, vendors: vendors.url, ...nowhere }
  // A bundler sees the environment of the build.
  for (const [name, secret] of Object.entries(secrets)) vi.stubEnv(`CANARY_${name}`, secret)
  app = await runProgram(fileURLToPath(new URL('../support/canary-app.ts', import.meta.url)), {
    CANARY_SETUP: JSON.stringify(setup),
  })
  vi.unstubAllEnvs()
  for (const scenario of scenarios) {
    // Names are looked up a few at a time, and slowly.
    const some = scenario === 'unknown' ? ['openai', 'oauth', 'vault'] : targets
    await Promise.all(
      some.map(async (target) => {
        await ask(scenario, target, 'loud')
        await ask(scenario, target, 'plain', { stream: scenario === 'stall' })
        if (scenario !== 'stall') await ask(scenario, target, 'generate')
      }),
    )
    const state = await fetch(`${app.url}/${scenario}/state`)
    told.push({ scenario, target: '', status: state.status, text: await state.text() })
    printed.push({ scenario, text: await printedSince(printed.reduce((length, { text }) => length + text.length, 0)) })
  }
}, 60_000)
afterAll(async () => {
  await app?.stop()
  await vendors?.close()
  await elsewhere?.close()
})

/** The error codes that clients saw of a scenario; `''` where there was an answer. */
function codesOf(scenario: string): string[] {
  const codes = told.flatMap(({ text, status, ...call }) =>
    call.scenario === scenario && call.target !== '' && status !== 204
      ? [/"code":"([a-z-]+)"/.exec(text)?.[1] ?? '']
      : [],
  )
  return [...new Set(codes)].sort()
}

function leaksOf(texts: readonly { scenario: string; text: string }[]): string[] {
  return texts.flatMap(({ scenario, text }) => leaksIn(text, secrets).map((leak) => `${scenario}: ${leak}`))
}

describe('no secret', () => {
  it('is in anything that the application printed', () => {
    expect(app.output().length).toBeGreaterThan(100_000)
    expect(leaksOf(printed)).toEqual([])
  })

  it('is in anything that clients were told', () => {
    expect(told.length).toBeGreaterThan(1_000)
    expect(leaksOf(told)).toEqual([])
  })

  it('is in the bundle', () => {
    expect(app.bundle).toContain('createChatRoute')
    expect(leaksIn(app.bundle, secrets)).toEqual([])
  })

  it('is in an address, but where Baidu wants it', () => {
    const addresses = (kind: string) => vendors.received.filter((each) => each.kind === kind).map(({ url }) => url)
    expect(leaksIn(addresses('chat').join('\n'), secrets)).toEqual([])
    const others = addresses('token').filter((url) => !url.includes('/oauth/2.0/token?'))
    expect(leaksIn(others.join('\n'), secrets)).toEqual([])
  })

  it('goes anywhere but to its own vendor, there to its own place, and never into a body', () => {
    for (const [name, secret] of Object.entries(secrets)) {
      const place = canaryPlaces[name as CanaryName]
      const owner = name.split('.')[0]!
      const gets = vendors.received.filter(
        (each) => leaksIn(`${each.url} ${each.headers}`, { [name]: secret }).length > 0,
      )
      const owners = new Set(gets.map(({ target, kind }) => `${target === 'responses' ? 'openai' : target} ${kind}`))
      const expected = place === 'nowhere' ? [] : [`${owner} ${place === 'chat' ? 'chat' : 'token'}`]
      expect([name, [...owners]]).toEqual([name, expected])
      if (place !== 'token-address')
        expect(leaksIn(gets.map(({ url }) => url).join('\n'), { [name]: secret })).toEqual([])
    }
    expect(leaksIn(vendors.received.map(({ body }) => body).join('\n'), secrets)).toEqual([])
  })

  it('nor any request at all goes where a redirect or a client sends it', () => {
    expect(asked).toEqual([])
    expect(vendors.received.filter(({ headers }) => headers.includes('mine'))).toEqual([])
  })

  it('that was issued is in anything either', () => {
    const tokens = Object.fromEntries(vendors.issuedTokens().map((token) => [token, token]))
    expect(Object.keys(tokens).length).toBeGreaterThan(20)
    const everything = `${app.output()} ${told.map(({ text }) => text).join(' ')}`
    expect(Object.keys(tokens).filter((token) => everything.includes(token))).toEqual([])
    expect(everything).not.toMatch(/access_token=(?!\*\*\*)/)
    expect(everything).not.toMatch(/bce-auth-v1\/[^*]/)
  })
})

describe('the run', () => {
  it.each([
    ['fine', ['']],
    ['revoked', ['']],
    ['skewed', ['']],
    ['quoted-400', ['bad-request']],
    ['quoted-401', ['provider-unavailable']],
    ['other-keys', ['provider-unavailable']],
    ['away-chat', ['server']],
    // A key that cannot be got is our trouble.
    ['refused', ['network', 'provider-unavailable']],
    ['unknown', ['network', 'provider-unavailable']],
    ['throwing', ['network', 'provider-unavailable']],
    ['carrying', ['network', 'provider-unavailable']],
    ['tearing', ['interrupted']],
    ['page', ['server']],
    ['later-event', ['', 'server']],
    ['expired', ['provider-unavailable']],
    ['no-json', ['server']],
    ['cut', ['', 'interrupted']],
    ['line-breaks', ['provider-unavailable']],
    ['token-200', ['', 'provider-unavailable', 'server']],
  ])('%s has gone as it must', (scenario, codes) => {
    expect(codesOf(scenario)).toEqual(codes)
  })

  it('has left no promise alone', () => {
    expect(app.output()).not.toContain('unhandled:')
  })

  it('would be found out, whatever way a secret is written', async () => {
    for (const [spelling, written] of Object.entries(spellingsOf(secrets['oauth.secret']))) {
      await fetch(`${app.url}/fine/print`, { method: 'POST', body: `<${spelling}>${written}</${spelling}>` })
      await until(spelling, () => app.output().includes(`</${spelling}>`))
    }
    const found = leaksIn(app.output(), secrets).map((leak) => leak.split(':')[0])
    expect(found).toEqual(Object.keys(spellingsOf('')).map((spelling) => `oauth.secret, ${spelling}`))
  })
})
