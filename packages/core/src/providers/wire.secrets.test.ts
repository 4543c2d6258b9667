import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import { createTestClock } from '../testing/test-clock.ts'
import type { Authorize, ProviderRequest } from './authorize.ts'
import type { Fetch } from './http.ts'
import { type OpenAIChatOptions, openaiChat } from './openai-chat.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const secret = 'canary+0123/456=789'
const inHeader: Authorize = {
  apply(request) {
    request.headers.set('authorization', `Bearer ${secret}`)
    return request
  },
}
const inQuery: Authorize = {
  apply: (request) => ({ ...request, url: `${request.url}?access_token=${encodeURIComponent(secret)}` }),
}
const inOwnHeader: Authorize = {
  apply(request) {
    request.headers.set('x-api-key', secret)
    return request
  },
}
const error = (status: number) => async () =>
  Response.json({ error: { message: `The key ${secret} is wrong.`, seen: [{ it: `Bearer ${secret}` }] } }, { status })

async function failure(fetch: Fetch, authorize: Authorize, options: Partial<OpenAIChatOptions> = {}) {
  const handler = openaiChat({ model: 'gpt', fetch, authorize, ...options })
  const error: unknown = await collect(handler(request, createCallContext())).catch((error) => error)
  return { error, all: everythingIn(error) }
}

/** All texts of an error, its stack and causes included. */
function everythingIn(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const names = new Set([...Object.getOwnPropertyNames(value), ...Object.keys(value)])
  return [...names].map((name) => everythingIn(Reflect.get(value, name))).join('\n')
}

describe('a credential that a vendor repeats', () => {
  const ways = [
    ['a header', inHeader],
    ['a header of its own', inOwnHeader],
    ['the address', inQuery],
  ] as const

  it.each(ways)('from %s is not in the error', async (_, authorize) => {
    for (const fetch of [error(401), error(200), error(500)]) {
      const { error, all } = await failure(fetch, authorize)
      expect(error).toMatchObject({ provider: 'openai' })
      expect(all).toContain('The key *** is wrong.')
      expect(all).not.toContain(secret)
      expect(all).not.toContain(encodeURIComponent(secret))
    }
  })

  it.each(ways)('from %s is not in an error that a stream tells', async (_, authorize) => {
    const body = `data: {"error":{"message":"${secret}","code":"invalid_api_key"}}\n\n`
    const fetch: Fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    const { error, all } = await failure(fetch, authorize)
    expect(error).toMatchObject({ code: 'auth' })
    expect(all).not.toContain(secret)
  })

  it.each(ways)('from %s is not in a failure of the network', async (_, authorize) => {
    const fetch: Fetch = async (url, init) => {
      const sent = [url, ...[...new Headers(init.headers)].flat()].join(' ')
      const cause = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: sent })
      throw new TypeError(`Failed to reach ${sent}`, { cause })
    }
    const { error, all } = await failure(fetch, authorize)
    expect(error).toMatchObject({ code: 'network', cause: { cause: { code: 'ERR_INVALID_URL' } } })
    expect(all).toContain('Failed to reach')
    expect(all).not.toContain(secret)
    expect(all).not.toContain(encodeURIComponent(secret))
  })

  it('is hidden also where a plain header of that name was put before it', async () => {
    const { all } = await failure(error(401), inHeader, { headers: { Authorization: 'none yet' } })
    expect(all).not.toContain(secret)
  })

  it('is not looked for among headers that are no credentials', async () => {
    const fetch: Fetch = async () =>
      Response.json({ error: { message: 'application/json of search-team' } }, { status: 400 })
    const { all } = await failure(fetch, inHeader, { headers: { 'x-team': 'search-team' } })
    expect(all).toContain('application/json of search-team')
  })
})

describe('a credential', () => {
  it('does not take the request to another host', async () => {
    const asked: string[] = []
    const fetch: Fetch = async (url) => {
      asked.push(url)
      return new Response()
    }
    const elsewhere = ['https://evil.example/v1', 'http://api.openai.com/v1', 'https://api.openai.com:8443/v1']
    for (const url of elsewhere) {
      const { error, all } = await failure(fetch, { apply: (request: ProviderRequest) => ({ ...request, url }) })
      expect(error).toMatchObject({ code: 'internal' })
      expect(all).not.toContain('evil.example')
    }
    expect(asked).toEqual([])
  })

  it('may change the path and the query', async () => {
    const asked: string[] = []
    const fetch: Fetch = async (url) => {
      asked.push(url)
      return Response.json({ choices: [{ message: { content: 'a' } }] })
    }
    const url = 'https://api.openai.com/v2/other?sign=1'
    const authorize = { apply: (request: ProviderRequest) => ({ ...request, url }) }
    await collect(openaiChat({ model: 'gpt', fetch, authorize })(request, createCallContext()))
    expect(asked).toEqual([url])
  })
})

describe('what a provider says of its limits', () => {
  const limits = { 'x-ratelimit-remaining-requests': '9', 'x-ratelimit-reset-requests': '2026-01-01T00:00:05Z' }
  const whole = { choices: [{ message: { content: 'a' }, finish_reason: 'stop' }] }
  async function startOf(headers: Record<string, string>, body: string) {
    const fetch: Fetch = async () => new Response(body, { headers })
    const clock = createTestClock(Date.UTC(2026, 0, 1))
    for await (const event of openaiChat({ model: 'gpt', fetch, clock })(request, createCallContext())) return event
    return undefined
  }

  it.each([
    ['application/json', JSON.stringify(whole)],
    ['text/event-stream', `data: ${JSON.stringify(whole)}\n\n`],
  ])('comes with the start of the answer: %s', async (type, body) => {
    expect(await startOf({ 'content-type': type, ...limits }, body)).toEqual({
      type: 'start',
      provider: 'openai',
      model: 'gpt',
      rateHint: { requests: { remaining: 9, resetMs: 5_000 } },
    })
    expect(await startOf({ 'content-type': type }, body)).toEqual({ type: 'start', provider: 'openai', model: 'gpt' })
  })
})

describe('a credential in the settings', () => {
  it('of a header is hidden without any other', async () => {
    const handler = openaiChat({ model: 'gpt', fetch: error(401), headers: { 'X-Api-Key': secret } })
    const thrown: unknown = await collect(handler(request, createCallContext())).catch((error) => error)
    expect(everythingIn(thrown)).toContain('The key *** is wrong.')
    expect(everythingIn(thrown)).not.toContain(secret)
  })

  it.each(['https://ada:secret-0123@example.com/v1', 'https://ada@example.com/v1'])(
    'is not taken from the address %s, and not repeated',
    (baseUrl) => {
      expect(() => openaiChat({ model: 'gpt', baseUrl })).toThrow(TypeError)
      expect(() => openaiChat({ model: 'gpt', baseUrl })).not.toThrow(/ada|secret-/)
    },
  )
})
