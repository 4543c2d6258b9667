import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ChatError, isChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HttpSecretOptions, httpSecret } from './http-secret.ts'

interface Asked {
  line: string
  headers: IncomingHttpHeaders
  body: string
}

let server: Server
let host: string
let asked: Asked[]
let answer: (response: ServerResponse, request: Asked) => void

beforeEach(async () => {
  asked = []
  answer = (response) => response.end(JSON.stringify({ data: { keys: [{ value: 'first' }, { value: 'second' }] } }))
  server = createServer(async (request, response) => {
    const { method, url, headers } = request
    const received = { line: `${method} ${url}`, headers, body: await text(request) }
    asked.push(received)
    answer(response, received)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function source(options: Partial<HttpSecretOptions> = {}): () => Promise<string> {
  return httpSecret({ url: `http://${host}/keys?private=1`, pick: 'data.keys.1.value', ...options })
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

describe('httpSecret', () => {
  it('picks the credential by a path or by a function', async () => {
    expect(await source()()).toBe('second')
    const pick = (body: unknown) => Object.keys(body as object)[0]
    expect(await source({ pick })()).toBe('data')
    expect(asked.map(({ line }) => line)).toEqual(Array(2).fill('GET /keys?private=1'))
  })

  it('sends a body, and headers whose values are read each time', async () => {
    let count = 0
    const headers = { authorization: () => `Bearer ${++count}`, 'x-fixed': 'a' }
    const read = source({ method: 'POST', body: '{"name":"key"}', headers })
    await read()
    await read()
    expect(asked.map(({ body, headers }) => [body, headers['content-type'], headers['x-fixed']])).toEqual(
      Array(2).fill(['{"name":"key"}', 'application/json', 'a']),
    )
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it.each([401, 403])('tells the secrets in its headers of a %i', async (status) => {
    const forgotten: string[] = []
    const secret = {
      read: () => 'private',
      check: async () => undefined,
      forget: (credential: string) => forgotten.push(credential),
    }
    answer = (response) => response.writeHead(status).end()
    const error = await failureOf(source({ headers: { authorization: secret } }))
    expect(error).toMatchObject({ code: 'auth', cause: `${host} answered with status ${status}.` })
    expect(forgotten).toEqual(['private'])
  })

  it.each<[string, string, Partial<HttpSecretOptions>, string]>([
    ['the path leads nowhere', '{"a":1}', { pick: 'a.b' }, 'gave nothing'],
    ['the path leads to what every object has', '{}', { pick: 'constructor.name' }, 'gave nothing'],
    ['the reply is no JSON', '<private>', {}, 'gave nothing'],
    ['it is no text', '{"a":{"private":1}}', { pick: 'a' }, 'gave something that is no text'],
    ['it is empty', '{"a":" "}', { pick: 'a' }, 'gave an empty text'],
    ['no header can carry it', '{"a":"private\\n1"}', { pick: 'a' }, 'no header can carry'],
    ['the function throws', '{}', { pick: refuse }, 'pick threw an error.'],
  ])('has no credential and says why when %s', async (_, reply, options, reason) => {
    answer = (response) => response.end(reply)
    const error = await failureOf(source(options))
    expect(error).toMatchObject({ code: 'auth', message: 'The server has no credential.' })
    expect(error.cause).toContain(reason)
  })

  it('takes no credential from a reply that reports a failure', async () => {
    answer = (response) => response.writeHead(500).end('{"a":"private"}')
    expect(await failureOf(source({ pick: 'a' }))).toMatchObject({ cause: `${host} answered with status 500.` })
  })

  it('sends no header that holds no credential', async () => {
    expect((await failureOf(source({ headers: { authorization: 'private\r\nx: y' } }))).code).toBe('auth')
    expect(asked).toEqual([])
  })

  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end()
    expect((await failureOf(source())).code).toBe('server')
    expect(asked).toHaveLength(1)
  })

  it('does not read a reply of any length', async () => {
    answer = (response) => response.end(JSON.stringify('k'.repeat(70_000)))
    expect((await failureOf(source())).code).toBe('server')
  })

  it('waits ten seconds for a reply unless told otherwise', async () => {
    const clock = createTestClock()
    const hanging = new Promise<void>((resolve) => {
      answer = () => resolve()
    })
    const failure = failureOf(source({ clock }))
    await hanging
    await clock.advance(9_999)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect((await failure).code).toBe('timeout')
    expect(clock.pendingTimers).toBe(0)
  })

  it.each<[Partial<HttpSecretOptions>, ErrorConstructor, string]>([
    [{ url: 'http://example.com/private' }, TypeError, 'httpSecret: url must be an https address'],
    [{ url: 'https://a:private@example.com' }, TypeError, 'httpSecret: url must not hold a credential'],
    [{ body: '{}' }, TypeError, 'httpSecret: body needs method: POST'],
    [{ timeoutMs: -1 }, RangeError, 'httpSecret: timeoutMs must be'],
  ])('may not be built with %j', (options, kind, message) => {
    expect(() => source(options)).toThrow(kind)
    expect(() => source(options)).toThrow(message)
    expect(() => source(options)).not.toThrow('private')
  })
})

function refuse(): never {
  throw new Error('private')
}
