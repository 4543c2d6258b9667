import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ChatError, isChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rotating } from './rotating.ts'
import { type VaultKvOptions, vaultKv } from './vault-kv.ts'

const token = 'hvs.private-token'

interface Version {
  fields?: Record<string, unknown>
  state?: 'deleted' | 'destroyed'
}

/** As much of Vault as is asked: one token, a namespace or none, secrets with versions, the latest last. */
interface Vault {
  token: string
  namespace: string | undefined
  isSealed: boolean
  secrets: Record<string, Version[]>
  asked: string[]
  /** Answers in Vault's place. */
  instead?: (request: IncomingMessage, response: ServerResponse) => void
}

let vault: Vault
let server: Server
let address: string

beforeEach(async () => {
  const secrets = { '/v1/secret/data/chat/openai': [{ fields: { key: 'first' } }, { fields: { key: 'second' } }] }
  vault = { token, namespace: undefined, isSealed: false, secrets, asked: [] }
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function answer(request: IncomingMessage, response: ServerResponse): void {
  vault.asked.push(`${request.method} ${request.url}`)
  if (vault.instead === undefined) {
    const { status, body } = replyTo(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  } else vault.instead(request, response)
}

function replyTo(request: IncomingMessage): { status: number; body: unknown } {
  if (vault.isSealed) return { status: 503, body: { errors: ['Vault is sealed'] } }
  const { 'x-vault-token': given, 'x-vault-namespace': namespace } = request.headers
  if (given !== vault.token || namespace !== vault.namespace) {
    return { status: 403, body: { errors: ['permission denied'] } }
  }
  const { pathname, searchParams } = new URL(request.url ?? '', address)
  const versions = vault.secrets[pathname] ?? []
  const version = Number(searchParams.get('version') ?? versions.length)
  const found = versions[version - 1]
  if (found === undefined) return { status: 404, body: { errors: [] } }
  const destroyed = found.state === 'destroyed'
  const deletion_time = found.state === 'deleted' ? '2026-01-01T00:00:00Z' : ''
  const data = { data: found.fields ?? null, metadata: { version, destroyed, deletion_time } }
  return { status: found.fields === undefined ? 404 : 200, body: { data } }
}

function source(options: Partial<VaultKvOptions> = {}): () => Promise<string> {
  return vaultKv({ address, path: 'chat/openai', field: 'key', token, ...options })
}

async function failureOf(read: () => Promise<string>): Promise<ChatError> {
  const error = await read().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isChatError(error)) throw error ?? new Error('It did not fail.')
  expect(`${error.message} ${error.cause}`).not.toContain('private')
  return error
}

describe('vaultKv', () => {
  it('reads the latest version, or the one it is told', async () => {
    expect(await source()()).toBe('second')
    expect(await source({ version: 1 })()).toBe('first')
    expect(vault.asked).toEqual(['GET /v1/secret/data/chat/openai', 'GET /v1/secret/data/chat/openai?version=1'])
  })

  it('asks a mount, a namespace and a Vault behind a path, and encodes every name', async () => {
    vault.namespace = 'team/chat'
    vault.secrets['/base/v1/kv/two/data/a%20b/c%3Fd'] = [{ fields: { key: 'other' } }]
    const options = { address: `${address}/base/`, mount: 'kv/two', path: 'a b/c?d', namespace: 'team/chat' }
    expect(await source(options)()).toBe('other')
    expect((await failureOf(source({ ...options, namespace: 'team/other' }))).code).toBe('auth')
  })

  it('asks for the token anew each time, and tells it when Vault refuses it', async () => {
    const tokens = ['old', token]
    const secret = rotating(() => tokens.shift() ?? '')
    const read = source({ token: secret })
    expect((await failureOf(read)).cause).toContain('the token was refused')
    expect(await read()).toBe('second')
  })

  it.each<[string, () => void, Partial<VaultKvOptions>, string]>([
    ['its token is refused', () => {}, { token: 'private' }, ': the token was refused, or may not read this.'],
    ['there is no such path', () => {}, { path: 'chat/none' }, ': there is nothing at this path.'],
    ['there is no such version', () => {}, { version: 9 }, ': there is nothing at this path.'],
    ['the version was deleted', () => push({ state: 'deleted' }), {}, ': the version was deleted.'],
    ['the version was destroyed', () => push({ state: 'destroyed' }), {}, ': the version was destroyed.'],
    ['Vault is sealed', () => seal(), {}, ': Vault is sealed or down for maintenance.'],
    ['there is no such field', () => {}, { field: 'none' }, ', field "none", gave nothing.'],
    ['the field is inherited', () => {}, { field: 'toString' }, ', field "toString", gave nothing.'],
    ['the field is no text', () => push({ fields: { key: { private: 1 } } }), {}, 'gave something that is no text.'],
    ['the field is empty', () => push({ fields: { key: '' } }), {}, ', field "key", gave an empty text.'],
    ['the reply is no JSON', () => say(200, '<html>private</html>'), {}, ', field "key", gave nothing.'],
    ['Vault has too much to do', () => say(429, 'private'), {}, ': it answered with status 429.'],
  ])('has no credential and says why when %s', async (_, prepare, options, reason) => {
    prepare()
    const error = await failureOf(source(options))
    expect(error).toMatchObject({ code: 'auth', message: 'The server has no credential.' })
    expect(error.cause).toContain(`Vault (${new URL(address).host}, secret/${options.path ?? 'chat/openai'})`)
    expect(error.cause).toContain(reason)
  })

  it('sends a token nowhere else', async () => {
    const asked: unknown[] = []
    const elsewhere = createServer((request, response) => {
      asked.push(request.url)
      response.end()
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
    vault.instead = (_, response) => response.writeHead(307, { location }).end()
    expect((await failureOf(source())).code).toBe('server')
    expect(asked).toEqual([])
    await new Promise((resolve) => elsewhere.close(resolve))
  })

  it('does not read a reply of any length', async () => {
    say(200, JSON.stringify({ data: { data: { key: 'k'.repeat(70_000) } } }))
    expect((await failureOf(source())).code).toBe('server')
  })

  it.each(['before the reply', 'within the reply'])('waits for timeoutMs when Vault hangs %s', async (when) => {
    const clock = createTestClock()
    const hanging = new Promise<void>((resolve) => {
      vault.instead = (_, response) => {
        if (when === 'within the reply') response.write('{')
        resolve()
      }
    })
    const failure = failureOf(source({ clock, timeoutMs: 500 }))
    await hanging
    await clock.advance(499)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect((await failure).code).toBe('timeout')
  })

  it('says that Vault cannot be reached', async () => {
    vault.instead = (request) => request.socket.destroy()
    expect((await failureOf(source())).code).toBe('network')
  })

  it('is asked once for fifty calls, when rotating keeps the value', async () => {
    const secret = rotating(source())
    const read = await Promise.all(Array.from({ length: 50 }, () => secret.read()))
    expect(new Set(read)).toEqual(new Set(['second']))
    expect(vault.asked).toHaveLength(1)
  })

  it('tells the check of rotating why it cannot be read', async () => {
    seal()
    const place = `Vault (${new URL(address).host}, secret/chat/openai)`
    const sentence = `The vault could not be read: ${place}: Vault is sealed or down for maintenance.`
    expect(await rotating(source()).check()).toBe(sentence)
  })

  it('rotates under load without a call that fails', async () => {
    const clock = createTestClock()
    const secret = rotating(source(), { ttlMs: 1_000, clock })
    const seen = new Set<string>()
    for (let round = 0; round < 60; round++) {
      if (round === 20) push({ fields: { key: 'third' } })
      const read = await Promise.all(Array.from({ length: 20 }, () => secret.read()))
      for (const value of read) seen.add(value)
      await clock.advance(250)
    }
    expect([...seen]).toEqual(['second', 'third'])
  })

  it.each([
    [{ address: 'http://vault.example.com' }, TypeError, 'vaultKv: address must be an https address'],
    [{ address: 'https://vault.example.com?a=b' }, TypeError, 'vaultKv: address must have no query'],
    [{ path: '../sys/seal' }, TypeError, 'vaultKv: path must be names'],
    [{ path: '/chat' }, TypeError, 'vaultKv: path must be names'],
    [{ mount: '' }, TypeError, 'vaultKv: mount must be names'],
    [{ version: 0 }, RangeError, 'vaultKv: version must be a positive integer, got 0'],
    [{ version: 1.5 }, RangeError, 'vaultKv: version must be'],
    [{ timeoutMs: 0 }, RangeError, 'vaultKv: timeoutMs must be'],
  ])('may not be built with %j', (options, kind, message) => {
    expect(() => source(options)).toThrow(kind)
    expect(() => source(options)).toThrow(message)
  })
})

function push(version: Version): void {
  vault.secrets['/v1/secret/data/chat/openai']?.push(version)
}

function seal(): void {
  vault.isSealed = true
}

function say(status: number, text: string): void {
  vault.instead = (_, response) => response.writeHead(status).end(text)
}
