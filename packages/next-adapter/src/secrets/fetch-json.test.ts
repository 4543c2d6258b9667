import { getEventListeners } from 'node:events'
import { type ChatError, isChatError } from '@sluice/core'
import { createTestClock } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { checkedUrl, fetchJson } from './fetch-json.ts'

const url = 'https://example.com/path-secret?client_secret=query-secret'

async function failureOf(fetching: Promise<unknown>): Promise<ChatError> {
  const error = await fetching.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isChatError(error)) throw error ?? new Error('It did not fail.')
  expect(`${error.message} ${error.cause}`).not.toContain('secret')
  return error
}

describe('fetchJson', () => {
  it('gives back the status, the headers and the parsed body', async () => {
    const fetch = async () => Response.json({ key: 'k' }, { status: 418, headers: { 'x-a': 'b' } })
    const { status, headers, body } = await fetchJson({ url, fetch })
    expect([status, headers.get('x-a'), body]).toEqual([418, 'b', { key: 'k' }])
  })

  it('sends what it is told, a body as JSON unless told otherwise, and follows no redirect', async () => {
    const sent: [string, RequestInit][] = []
    const fetch = async (...request: [string, RequestInit]) => {
      sent.push(request)
      return Response.json({})
    }
    await fetchJson({ url, method: 'POST', headers: { 'x-a': 'b' }, body: '{}', fetch })
    await fetchJson({ url, method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a', fetch })
    await fetchJson({ url, fetch })
    expect(sent.map(([address, init]) => [address, init.method, init.body, init.redirect])).toEqual([
      [url, 'POST', '{}', 'manual'],
      [url, 'POST', 'a', 'manual'],
      [url, 'GET', null, 'manual'],
    ])
    expect(sent.map(([, init]) => Object.fromEntries(new Headers(init.headers)))).toEqual([
      { 'content-type': 'application/json', 'x-a': 'b' },
      { 'content-type': 'text/plain' },
      {},
    ])
  })

  it('gives the first 1,000 characters of what is no JSON', async () => {
    const fetch = async () => new Response(`<html>${'a'.repeat(2_000)}`)
    expect((await fetchJson({ url, fetch })).body).toBe(`<html>${'a'.repeat(994)}`)
    expect((await fetchJson({ url, fetch: async () => new Response(null) })).body).toBe('')
  })

  it('reads 64 KiB and no more', async () => {
    const sized = (length: number) => async () => new Response(JSON.stringify('a'.repeat(length - 2)))
    expect((await fetchJson({ url, fetch: sized(65_536) })).body).toHaveLength(65_534)
    const error = await failureOf(fetchJson({ url, fetch: sized(65_537) }))
    expect(error).toMatchObject({ code: 'server', cause: 'example.com sent more than 65536 bytes.' })
  })

  it.each([300, 302, 308, 399])('takes a %i for a failure, and gives the connection back', async (status) => {
    let isCancelled = false
    const cancel = () => {
      isCancelled = true
    }
    const fetch = async () => new Response(new ReadableStream({ cancel }), { status, headers: { location: url } })
    const error = await failureOf(fetchJson({ url, fetch }))
    expect(error).toMatchObject({ code: 'server', cause: 'example.com answered with a redirect.' })
    expect(isCancelled).toBe(true)
  })

  it('takes the redirect that a browser hides for a failure', async () => {
    const hidden = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' })
    expect((await failureOf(fetchJson({ url, fetch: async () => hidden }))).code).toBe('server')
  })

  it.each([
    ['its code', new TypeError('secret', { cause: Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }) })],
    ['its name', new TypeError(`Failed to parse URL from ${url}`)],
    ['nothing', 'query-secret'],
    ['nothing', Object.assign(new Error('a'), { name: `No ${url}` })],
  ])('says of a failed request no more than %s', async (_, thrown) => {
    const error = await failureOf(fetchJson({ url, fetch: () => Promise.reject(thrown) }))
    expect(error.code).toBe('network')
    expect(error.cause).toMatch(/^example\.com could not be asked: (ECONNREFUSED|TypeError|no reason was given)\.$/)
  })

  it('calls a reply that breaks off, and a fetch that throws at once, a failure of the network', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError(url)) })
    expect((await failureOf(fetchJson({ url, fetch: async () => new Response(body) }))).code).toBe('network')
    const fetch = () => {
      throw new Error(url)
    }
    expect((await failureOf(fetchJson({ url, fetch }))).code).toBe('network')
  })

  it('does not quote a header that cannot be sent', async () => {
    const error = await failureOf(fetchJson({ url, headers: { 'x-a': 'secret\nsecret' } }))
    expect(error.code).toBe('auth')
  })

  it('waits for timeoutMs, ten seconds unless told otherwise, also for a fetch that does not heed the signal', async () => {
    for (const timeoutMs of [undefined, 50]) {
      const clock = createTestClock()
      let isCancelled = false
      const cancel = () => {
        isCancelled = true
      }
      let reply = (_: Response) => {}
      const fetch = () => new Promise<Response>((resolve) => (reply = resolve))
      const failure = failureOf(fetchJson({ url, fetch, clock, timeoutMs }))
      await clock.advance((timeoutMs ?? 10_000) - 1)
      expect(clock.pendingTimers).toBe(1)
      await clock.advance(1)
      expect(await failure).toMatchObject({ code: 'timeout' })
      reply(new Response(new ReadableStream({ cancel })))
      await clock.advance(0)
      expect(isCancelled).toBe(true)
    }
  })

  it('waits no longer for a body that stops half-way', async () => {
    const clock = createTestClock()
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"a":')) })
    const failure = failureOf(fetchJson({ url, fetch: async () => new Response(body), clock }))
    await clock.advance(10_000)
    const cause = 'example.com did not answer within 10000 ms.'
    expect(await failure).toMatchObject({ code: 'timeout', cause })
  })

  it.each([
    ['a reply', async () => Response.json({})],
    ['a redirect', async () => new Response(null, { status: 302 })],
    ['a failure', () => Promise.reject(new Error('no route'))],
  ])('leaves no timer and no listener behind after %s', async (_, answer) => {
    const clock = createTestClock()
    let signal: AbortSignal | null | undefined
    const fetch = (_: string, init: RequestInit) => {
      signal = init.signal
      return answer()
    }
    await fetchJson({ url, fetch, clock }).catch(() => undefined)
    expect(clock.pendingTimers).toBe(0)
    expect(getEventListeners(signal!, 'abort')).toEqual([])
    expect(signal?.aborted).toBe(false)
  })

  it('asks no address that checkedUrl refuses', async () => {
    const fetch = () => expect.unreachable()
    await expect(fetchJson({ url: 'http://example.com', fetch })).rejects.toThrow(TypeError)
  })
})

describe('checkedUrl', () => {
  it.each(['https://example.com/a?b', 'http://localhost:8200', 'http://127.0.0.1', 'http://[::1]:80/'])(
    'accepts %s',
    (address) => expect(checkedUrl(address, 'vaultKv: address').href).toBe(new URL(address).href),
  )

  it.each([
    ['http://example.com/secret', 'x: url must be an https address'],
    ['http://localhost.example.com/secret', 'x: url must be an https address'],
    ['http://127.0.0.2/secret', 'x: url must be an https address'],
    ['ftp://localhost/secret', 'x: url must be an https address'],
    ['secret', 'x: url must be an https address'],
    ['https://user:secret@example.com', 'x: url must not hold a credential'],
    ['https://secret@example.com', 'x: url must not hold a credential'],
    ['https://:secret@example.com', 'x: url must not hold a credential'],
  ])('refuses %s without quoting it', (address, message) => {
    expect(() => checkedUrl(address, 'x: url')).toThrow(TypeError)
    expect(() => checkedUrl(address, 'x: url')).toThrow(message)
    expect(() => checkedUrl(address, 'x: url')).not.toThrow('secret')
  })
})
