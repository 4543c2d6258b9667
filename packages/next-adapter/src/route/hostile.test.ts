import type { ChatEvent, Handler } from '@sluice/core'
import { createPipeline } from '@sluice/core'
import { createTestClock, scripted } from '@sluice/core/testing'
import { describe, expect, it } from 'vitest'
import { createChatRoute } from './create-chat-route.ts'

const finish: ChatEvent = { type: 'finish', reason: 'stop' }
const silent = { warn() {}, error() {} }
const said = (parts: unknown[]) => ({ messages: [{ id: '1', role: 'user', parts }] })
const hello = said([{ type: 'text', text: 'Hi' }])

function post(body: unknown, init: RequestInit = {}): Request {
  const headers = { 'content-type': 'application/json', ...init.headers }
  return new Request('http://app.test/api/chat', { method: 'POST', body: JSON.stringify(body), ...init, headers })
}
const route = (handler: Handler) => createChatRoute({ handler, logger: silent })

describe('a handler that counts its tokens before it says anything', () => {
  it('is waited for, however often it counts', async () => {
    const usage: ChatEvent = { type: 'usage', usage: { inputTokens: 1, outputTokens: 0 } }
    const counting = scripted(
      ...Array.from({ length: 200 }, () => usage),
      { type: 'text-delta', text: 'hello' },
      finish,
    )
    const response = await route(counting).POST(post(hello))
    expect(await response.text()).toContain('hello')
  })
})

describe('a large and wrong body', () => {
  it.each([
    ['messages', { messages: Array.from({ length: 200_000 }, () => ({})) }],
    ['parts', said(Array.from({ length: 9_000 }, () => ({ type: 'text' })))],
    ['citations', said([{ type: 'text', text: '', citations: new Array(900_000).fill(1) }])],
    ['words to steer by', said([{ type: 'steering-message', id: 's', parts: new Array(900_000).fill(1) }])],
    ['too many parts', said(Array.from({ length: 10_001 }, () => ({ type: 'text', text: '' })))],
  ])('is refused for its first mistake, and soon: %s', async (_, body) => {
    const request = post(body)
    const startMs = performance.now()
    const response = await route(scripted(finish)).POST(request)
    expect(response.status).toBe(400)
    expect(performance.now() - startMs).toBeLessThan(1_000)
  })

  it('is refused when two of its messages share an id, or when it is nested too deep', async () => {
    const twice = { messages: [...hello.messages, ...hello.messages] }
    expect((await route(scripted(finish)).POST(post(twice))).status).toBe(400)
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const json = `{"messages":[{"id":"1","role":"assistant","parts":[{"type":"tool-a","toolCallId":"c","state":"output-available","output":${deep}}]}]}`
    const request = new Request('http://app.test/', {
      method: 'POST',
      body: json,
      headers: { 'content-type': 'application/json' },
    })
    expect((await route(scripted(finish)).POST(request)).status).toBe(400)
  })
})

describe('an identify that gives no caller', () => {
  it.each([undefined, false, {}, { id: '' }, { id: 7 }])('lets nobody in: %j', async (caller) => {
    const { POST } = createChatRoute({ handler: scripted(finish), identify: () => caller as never, logger: silent })
    expect((await POST(post(hello))).status).toBe(401)
  })
})

describe('a page of the same origin', () => {
  it.each([
    ['http://app.test', 'app.test:80'],
    ['https://app.test', 'app.test:443'],
    ['http://app.test', 'App.Test'],
  ])('may call from %s where the host is %s', async (origin, host) => {
    const response = await route(scripted(finish)).POST(post(hello, { headers: { origin, 'x-forwarded-host': host } }))
    expect(response.status).toBe(200)
  })
})

describe('a handler that never lets go', () => {
  it('holds up nothing for longer than a second', async () => {
    const clock = createTestClock()
    const stuck = scripted({ type: 'text-delta', text: 'a' }, () => new Promise(() => {}))
    const endings: string[] = []
    const gone = new AbortController()
    const { POST } = createChatRoute({
      handler: createPipeline({ targets: { stuck: { provider: 'p', model: 'm', handler: stuck } }, logger: silent }),
      onFinish: ({ outcome }) => endings.push(outcome),
      clock,
      logger: silent,
    })
    const response = await POST(post(hello, { signal: gone.signal }))
    await response.body?.getReader().read()
    gone.abort()
    await clock.advance(1_001)
    expect(endings).toEqual(['aborted'])
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a logger that throws', () => {
  it('takes no answer with it', async () => {
    const broken = () => {
      throw new Error('disk full')
    }
    const logger = { warn: broken, error: broken }
    const { POST } = createChatRoute({ handler: scripted(new Error('bug')), logger })
    expect((await POST(post(hello))).status).toBe(500)
  })
})

describe('what a client says of an answer in our name', () => {
  it('is not passed on', async () => {
    const seen: unknown[] = []
    const { POST } = createChatRoute({
      handler: scripted({ type: 'text-delta', text: 'a' }, finish),
      onFinish: ({ message }) => seen.push(message?.metadata),
      logger: silent,
    })
    const metadata = { sluice: { usage: { inputTokens: 9e9, outputTokens: 0 } }, own: 1 }
    const answer = { id: '2', role: 'assistant', parts: [{ type: 'text', text: 'b' }], metadata }
    const response = await POST(post({ messages: [...hello.messages, answer] }))
    await response.text()
    expect(seen).toEqual([{ own: 1, sluice: expect.not.objectContaining({ usage: expect.anything() }) }])
  })
})

describe('an upload that breaks off', () => {
  it('is the mistake of its sender', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
    const response = await route(scripted(finish)).POST(new Request('http://app.test/', init as RequestInit))
    expect(response.status).toBe(400)
  })
})
