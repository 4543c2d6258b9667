import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { type CallContextInit, createCallContext } from '../chat/handler.ts'
import type { Authorize, ProviderRequest, Refusal } from './authorize.ts'
import type { Fetch } from './http.ts'
import { openaiChat } from './openai-chat.ts'

const request = { messages: [{ role: 'user', content: 'hi' }] } as const
const events = { headers: { 'content-type': 'text/event-stream' } }
const answer = 'data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
const refusal = { error: { code: 'invalid_api_key', message: 'Bad key.' } }

const good = async () => new Response(answer, events)
const bad = async () => Response.json(refusal, { status: 401, headers: { 'x-request-id': 'q1' } })
const stream = (text: string) => async () => new Response(text, events)
const frame = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`

/** A provider that gives these replies in turn, and credentials that are counted. */
function setup(replies: readonly (() => Promise<Response>)[], feedback?: Authorize['feedback']) {
  const rest = [...replies]
  const applied: ProviderRequest[] = []
  const sent: Request[] = []
  const told: Refusal[] = []
  const fetch: Fetch = async (url, init) => {
    sent.push(new Request(url, init))
    return (rest.shift() ?? bad)()
  }
  const authorize: Authorize = {
    async apply(request) {
      applied.push(request)
      request.headers.append('x-key', `credential-${applied.length}`)
      return { ...request, url: `${request.url}?token=secret-token-${applied.length}` }
    },
    feedback(refusal) {
      told.push(refusal)
      return feedback === undefined ? true : feedback(refusal)
    },
  }
  const call = (init: CallContextInit = {}) =>
    openaiChat({ model: 'gpt', fetch, authorize })(request, createCallContext(init))
  return { applied, sent, told, call, ask: (init?: CallContextInit) => collect(call(init)) }
}

describe('a refusal that another credential may heal', () => {
  it.each([
    ['an HTTP error', bad, 401, 'auth'],
    ['an error in a 200', async () => Response.json({ error: { code: 'invalid_api_key' } }), 200, 'auth'],
    ['the first frame of a stream', stream(frame({ error: { code: 'rate_limit_exceeded' } })), 200, 'rate-limited'],
    ['bare JSON in place of a stream', stream('{"error":{"code":"invalid_api_key"}}\n\n'), 200, 'auth'],
  ] as const)('is told, and the request repeated once: %s', async (_, first, status, code) => {
    const { ask, told, sent } = setup([first, good])
    expect(await ask()).toMatchObject({ text: 'Hello' })
    expect(told).toMatchObject([{ status, code }])
    expect(sent).toHaveLength(2)
  })

  it('is told with the request as it was sent, the headers and the parsed body', async () => {
    const { ask, told } = setup([bad, good])
    await ask()
    const [{ request, headers, body } = {} as never] = told
    expect(request.url).toBe('https://api.openai.com/v1/chat/completions?token=secret-token-1')
    expect(request.headers.get('x-key')).toBe('credential-1')
    expect(JSON.parse(request.body)).toMatchObject({ model: 'gpt' })
    expect(headers.get('x-request-id')).toBe('q1')
    expect(body).toEqual(refusal)
  })

  it('is told with the text of a body that is no JSON', async () => {
    const { ask, told } = setup([async () => new Response('go away', { status: 403 }), good])
    await ask()
    expect(told).toMatchObject([{ body: 'go away', code: 'forbidden' }])
  })

  it('puts the next credential on a fresh request', async () => {
    const { ask, applied, sent } = setup([bad, good])
    await ask()
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?token=secret-token-1', '?token=secret-token-2'])
    expect(sent.map(({ headers }) => headers.get('x-key'))).toEqual(['credential-1', 'credential-2'])
    expect(applied[0]?.headers).not.toBe(applied[1]?.headers)
    expect(applied[0]?.body).toBe(applied[1]?.body)
  })

  it('is repeated once at most, and the second failure is the one that is thrown', async () => {
    const { ask, sent, told } = setup([bad, async () => Response.json({}, { status: 402 })])
    await expect(ask()).rejects.toMatchObject({ code: 'quota-exceeded', provider: 'openai', model: 'gpt' })
    expect([sent.length, told.length]).toEqual([2, 1])
  })

  it('is final when feedback says so', async () => {
    for (const no of [() => false, async () => false]) {
      const { ask, sent } = setup([bad, good], no)
      await expect(ask()).rejects.toMatchObject({ code: 'auth' })
      expect(sent).toHaveLength(1)
    }
  })

  it('is what is thrown when feedback fails', async () => {
    const throwing = () => {
      throw new Error('broken')
    }
    for (const broken of [throwing, () => Promise.reject(new Error('broken'))]) {
      const { ask, sent } = setup([bad, good], broken)
      await expect(ask()).rejects.toMatchObject({ code: 'auth', cause: { status: 401 } })
      expect(sent).toHaveLength(1)
    }
  })

  it('is not waited for any longer once the call is aborted', async () => {
    const controller = new AbortController()
    const { ask, sent } = setup([bad, good], () => {
      controller.abort('stop')
      return new Promise(() => {})
    })
    await expect(ask({ signal: controller.signal })).rejects.toBe('stop')
    expect(sent).toHaveLength(1)
  })

  it('is not told when the call was aborted meanwhile', async () => {
    const controller = new AbortController()
    const { ask, told } = setup([
      async () => {
        controller.abort('stop')
        return bad()
      },
    ])
    await expect(ask({ signal: controller.signal })).rejects.toBe('stop')
    expect(told).toHaveLength(0)
  })
})

describe('what is not repeated', () => {
  it('is a stream that has begun', async () => {
    const begun = frame({ choices: [{ delta: { content: 'Hel' } }] }) + frame({ error: { code: 'invalid_api_key' } })
    const { ask, told } = setup([stream(begun), good])
    await expect(ask()).rejects.toMatchObject({ code: 'auth', partial: { text: 'Hel' } })
    expect(told).toHaveLength(0)
  })

  it('is a request that was never sent', async () => {
    const { told } = setup([])
    const authorize = { apply: () => Promise.reject(new Error('vault')), feedback: () => told.push({} as never) > 0 }
    const handler = openaiChat({ model: 'gpt', fetch: good, authorize })
    await expect(collect(handler(request, createCallContext()))).rejects.toMatchObject({ code: 'auth' })
    expect(told).toHaveLength(0)
  })

  it('is a request without a reply', async () => {
    const { ask, told } = setup([() => Promise.reject(new TypeError('fetch failed'))])
    await expect(ask()).rejects.toMatchObject({ code: 'network' })
    expect(told).toHaveLength(0)
  })
})

describe('with feedback', () => {
  it('a stream is delivered whole, and its end too', async () => {
    const { call } = setup([good])
    const types: string[] = []
    for await (const event of call()) types.push(event.type)
    expect(types).toEqual(['start', 'text-delta', 'finish'])
  })

  it('a reader may leave while it waits for more', async () => {
    const cancelled: unknown[] = []
    const body = new ReadableStream({
      start: (body) => body.enqueue(new TextEncoder().encode(frame({ choices: [{ delta: { content: 'a' } }] }))),
      pull: () => new Promise(() => {}),
      cancel: (why) => void cancelled.push(why),
    })
    const { call } = setup([async () => new Response(body, events)])
    const reading: AsyncIterator<ChatEvent> = call()[Symbol.asyncIterator]()
    for (const type of ['start', 'text-delta']) expect(await reading.next()).toMatchObject({ value: { type } })
    void reading.next().catch(() => undefined)
    await reading.return?.()
    expect(cancelled).toHaveLength(1)
  })

  it('a reader that leaves between two reads ends the body', async () => {
    let isCancelled = false
    const body = new ReadableStream({
      start: (body) => body.enqueue(new TextEncoder().encode(answer.slice(0, answer.indexOf('data: [')))),
      cancel() {
        isCancelled = true
      },
    })
    const { call } = setup([async () => new Response(body, events)])
    for await (const _ of call()) break
    expect(isCancelled).toBe(true)
  })
})
