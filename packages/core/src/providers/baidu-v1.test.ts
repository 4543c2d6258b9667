import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { type BaiduV1Options, baiduV1 } from './baidu-v1.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const answer = { result: 'Hi.', usage: { prompt_tokens: 2, completion_tokens: 1 } }
const stream = (text: string, headers = {}) =>
  new Response(text, { headers: { 'content-type': 'text/event-stream', ...headers } })

function ask(reply: () => Response, options: Partial<BaiduV1Options> = {}) {
  return collect(
    baiduV1({ model: 'ERNIE-4.0-8K', fetch: async () => reply(), ...options })(request, createCallContext()),
  )
}

async function requestOf(options: Partial<BaiduV1Options>): Promise<Request> {
  let sent: Request | undefined
  const fetch = async (url: string, init: RequestInit) => {
    sent = new Request(url, init)
    return Response.json(answer)
  }
  await ask(() => Response.json(answer), { ...options, fetch })
  if (sent === undefined) throw new Error('Nothing was sent.')
  return sent
}

describe('a request to Qianfan’s first version', () => {
  it('has its model in the address and not in the body', async () => {
    const sent = await requestOf({ extraBody: { enable_citation: true } })
    expect(sent.url).toBe('https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions_pro')
    expect(await sent.json()).toEqual({
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      enable_citation: true,
    })
  })

  it('goes to another host or endpoint if told so', async () => {
    const { url } = await requestOf({ baseUrl: 'https://example.com/v1/', endpoint: 'ab12_mine' })
    expect(url).toBe('https://example.com/v1/chat/ab12_mine')
    expect(() => baiduV1({ model: '../x' })).toThrow(RangeError)
  })

  it('may carry its credential in the address', async () => {
    const authorize: BaiduV1Options['authorize'] = {
      apply: (given) => ({ ...given, url: `${given.url}?access_token=1` }),
    }
    expect((await requestOf({ authorize })).url).toMatch(/completions_pro\?access_token=1$/)
  })
})

describe('a reply of Qianfan’s first version', () => {
  it('comes as a stream that nothing but its last frame ends, or whole', async () => {
    const text = 'data: {"result":"Hi","is_end":false}\n\ndata: {"result":".","is_end":true}\n\n'
    expect(await ask(() => stream(text))).toMatchObject({ text: 'Hi.', finishReason: 'stop' })
    expect(await ask(() => Response.json(answer))).toMatchObject({ text: 'Hi.', usage: { inputTokens: 2 } })
  })

  it.each([
    ['a body', () => Response.json({ error_code: 336100, error_msg: 'high load' })],
    ['a body of the other form', () => Response.json({ code: 336100, msg: 'high load' })],
    ['a frame', () => stream('data: {"error_code":336100,"error_msg":"high load"}\n\n')],
    ['a bare line', () => stream('{"error_code":336100,"error_msg":"high load"}\n')],
  ])('may be a failure in spite of its status: %s', async (_, reply) => {
    await expect(ask(reply)).rejects.toMatchObject({
      code: 'overloaded',
      provider: 'baidu-v1',
      model: 'ERNIE-4.0-8K',
      cause: { status: 200 },
    })
  })

  it('keeps what came before a failure', async () => {
    const reply = () => stream('data: {"result":"Hi","is_end":false}\n\n{"error_code":336100}\n\n')
    const events: ChatEvent[] = []
    const reading = async () => {
      const handler = baiduV1({ model: 'ERNIE-4.0-8K', fetch: async () => reply() })
      for await (const event of handler(request, createCallContext())) events.push(event)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'overloaded' })
    expect(events).toMatchObject([{ type: 'start' }, { type: 'text-delta', text: 'Hi' }])
  })

  it.each([
    ['IamSignatureInvalid', 401, 'auth'],
    ['SignatureDoesNotMatch', 403, 'auth'],
    ['InvalidAccessKeyId', 403, 'auth'],
    ['InvalidHTTPAuthHeader', 400, 'auth'],
    ['RequestExpired', 400, 'auth'],
    ['AccessDenied', 403, 'forbidden'],
    ['IamSignatureInvalid', 200, 'auth'],
  ])('of the gateway says in a header what is wrong: %s with %i is %s', async (word, status, code) => {
    const reply = () => new Response('', { status, headers: { 'x-bce-error-code': word } })
    await expect(ask(reply)).rejects.toMatchObject({ code })
  })

  it('is interrupted when its last frame is missing', async () => {
    const text = 'data: {"result":"Hi","is_end":false,"finish_reason":"normal"}\n\n'
    await expect(ask(() => stream(text))).rejects.toMatchObject({ code: 'interrupted' })
  })
})
