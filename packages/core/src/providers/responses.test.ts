import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createCallContext } from '../chat/handler.ts'
import type { ChatMessage, ChatRequest, ReasoningPart, ToolCallPart } from '../chat/request.ts'
import { simulatedProvider } from '../testing/simulated-provider.ts'
import type { Fetch } from './http.ts'
import { type OpenAIResponsesOptions, openaiResponses } from './responses.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }] }
const frame = (body: { type: string }) => `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`
const text = (delta: string) => frame({ type: 'response.output_text.delta', delta } as { type: string })
const completed = frame({ type: 'response.completed' })
const streaming =
  (...frames: string[]): Fetch =>
  async () =>
    new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } })
const ask = (fetch: Fetch) => collect(openaiResponses({ model: 'gpt-5', fetch })(request, createCallContext()))

async function requestOf(options: Partial<OpenAIResponsesOptions> = {}): Promise<Request> {
  const requests: Request[] = []
  const fetch: Fetch = async (url, init) => {
    requests.push(new Request(url, init))
    return new Response(completed)
  }
  await collect(openaiResponses({ model: 'gpt', fetch, ...options })(request, createCallContext()))
  return requests[0]!
}

describe('the request', () => {
  it('goes to OpenAI by itself, or below another address', async () => {
    expect((await requestOf()).url).toBe('https://api.openai.com/v1/responses')
    expect((await requestOf({ baseUrl: 'http://localhost:1234/v1/' })).url).toBe('http://localhost:1234/v1/responses')
  })

  it('carries headers, more fields and a credential', async () => {
    const authorize = {
      apply: (request: { headers: Headers }) => {
        request.headers.set('authorization', 'Bearer key')
        return request as never
      },
    }
    const sent = await requestOf({ headers: { 'x-own': '1' }, extraBody: { truncation: 'auto' }, authorize })
    expect(sent.headers.get('x-own')).toBe('1')
    expect(sent.headers.get('authorization')).toBe('Bearer key')
    expect(await sent.json()).toMatchObject({ model: 'gpt', store: false, truncation: 'auto' })
  })

  it.each([
    ...['o1', 'o3-mini', 'o4-mini-2025-04-16', 'openai/o3', 'ft:o4-mini:us::1', 'codex-mini-latest'],
    ...['gpt-5', 'gpt-5.1-codex-max', 'gpt-5-nano', 'gpt-6', 'gpt-10', 'gpt-5.1-chat-latest'],
  ])('asks %s for thoughts that can be given back', async (model) => {
    expect(await (await requestOf({ model })).json()).toHaveProperty('include')
  })

  it.each(['gpt-4o', 'gpt-4.1', 'gpt-3.5-turbo', 'gpt-35-turbo', 'gpt-5-chat-latest', 'gemma-7b-it', 'olmo-2'])(
    'does not ask %s for them',
    async (model) => {
      expect(await (await requestOf({ model })).json()).not.toHaveProperty('include')
    },
  )

  it('follows what it is told of the model, not its name', async () => {
    expect(await (await requestOf({ model: 'mine', keepsReasoning: true })).json()).toHaveProperty('include')
    expect(await (await requestOf({ model: 'o3', keepsReasoning: false })).json()).not.toHaveProperty('include')
    expect(await (await requestOf({ model: 'o3', store: true })).json()).not.toHaveProperty('include')
  })
})

describe('the reply', () => {
  it('is an answer, streamed or not, with or without a terminal marker', async () => {
    const expected = { text: 'Hello', finishReason: 'stop', provider: 'openai', model: 'gpt-5' }
    expect(await ask(streaming(text('Hel'), text('lo'), completed))).toMatchObject(expected)
    expect(await ask(streaming(text('Hello'), completed, 'data: [DONE]\n\n'))).toMatchObject(expected)
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }]
    expect(await ask(async () => Response.json({ object: 'response', output }))).toMatchObject(expected)
  })

  it.each<[string, Fetch, string]>([
    ['cut off', streaming(text('a')), 'interrupted'],
    ['ended by the marker alone', streaming(text('a'), 'data: [DONE]\n\n'), 'interrupted'],
    ['something else', async () => Response.json({ ok: true }), 'server'],
    ['a refusal', async () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }), 'auth'],
    [
      'too long',
      async () => Response.json({ error: { code: 'context_length_exceeded' } }, { status: 400 }),
      'context-too-long',
    ],
  ])('that is %s fails', async (_, fetch, code) => {
    await expect(ask(fetch)).rejects.toMatchObject({ code, provider: 'openai', model: 'gpt-5' })
  })

  it.each([
    ['rate_limit_exceeded', 'Please try again in 2s.', 'rate-limited'],
    ['server_error', 'Sorry.', 'server'],
    ['invalid_image', 'Not a picture.', 'bad-request'],
    ['image_content_policy_violation', 'No.', 'content-filtered'],
    ['invalid_prompt', 'No such thing.', 'bad-request'],
    ['invalid_prompt', 'Flagged as potentially violating our usage policy.', 'content-filtered'],
  ])('that fails half-way with %s: %s is %s', async (code, message, expected) => {
    const failed = { type: 'response.failed', response: { status: 'failed', error: { code, message } } }
    await expect(ask(streaming(text('a'), frame(failed)))).rejects.toMatchObject({
      code: expected,
      partial: { text: 'a' },
    })
  })
})

describe.each([true, false])('a conversation with a model that thinks, streamed: %s', (stream) => {
  it('goes on over a tool call, with its thoughts given back', async () => {
    const provider = simulatedProvider({
      answer: ({ messages }) =>
        messages.at(-1)?.role === 'tool'
          ? { text: 'It is cold.' }
          : { reasoning: 'Let me look.', toolCalls: [{ name: 'weather', arguments: { city: '北京' } }] },
    })
    const handler = openaiResponses({ model: 'gpt-5', fetch: provider })
    const tools = [{ name: 'weather', parameters: { type: 'object' } }]
    const asked = { ...request, tools, stream }
    const events: ChatEvent[] = []
    for await (const event of handler(asked, createCallContext())) events.push(event)

    const seal = events.find((event) => event.type === 'reasoning-delta' && event.providerMetadata !== undefined)
    const call = events.find((event) => event.type === 'tool-call')
    expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"北京"}' })
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })

    const thought = { ...seal, type: 'reasoning', text: 'Let me look.' } as ReasoningPart
    const content = [thought, call as ToolCallPart]
    const result = { role: 'tool', toolCallId: 'call_0_weather', toolName: 'weather', content: '-3 °C' } as const
    const messages: ChatMessage[] = [...request.messages, { role: 'assistant', content }, result]
    expect(await collect(handler({ ...asked, messages }, createCallContext()))).toMatchObject({
      text: 'It is cold.',
      finishReason: 'stop',
    })
  })
})
