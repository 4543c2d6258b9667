import { describe, expect, it } from 'vitest'
import { collect } from '../chat/collect.ts'
import { createCallContext } from '../chat/handler.ts'
import type { ChatRequest } from '../chat/request.ts'
import { simulatedProvider } from '../testing/simulated-provider.ts'
import { type OpenAICompletionsOptions, openaiCompletions } from './completions.ts'
import { toCompletionsRequest } from './completions-request.ts'
import type { Fetch } from './http.ts'

const messages = [{ role: 'user', content: 'Once upon' }] as const

/** The body as it goes over the wire. */
function body(request: Partial<ChatRequest> = {}, extraBody = {}): Record<string, unknown> {
  return JSON.parse(JSON.stringify(toCompletionsRequest({ messages, ...request }, { model: 'davinci', extraBody })))
}
const ask = (fetch: Fetch, options: Partial<OpenAICompletionsOptions> = {}) =>
  collect(openaiCompletions({ model: 'davinci', fetch, ...options })({ messages }, createCallContext()))
const replying =
  (...frames: (object | string)[]): Fetch =>
  async () => {
    const text = frames.map((frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`)
    return new Response(text.join(''), { headers: { 'content-type': 'text/event-stream' } })
  }
const chunk = (text: unknown, finish_reason: string | null = null) => ({ choices: [{ text, index: 0, finish_reason }] })

describe('the body of a completion request', () => {
  it('is the prompt, streamed with usage', () => {
    expect(body()).toEqual({
      model: 'davinci',
      prompt: 'Once upon',
      stream: true,
      stream_options: { include_usage: true },
    })
    expect(body({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Once' }] }] })).toMatchObject({
      prompt: 'Once',
    })
  })

  it('asks for no stream options where it asks for no stream', () => {
    expect(body({ stream: false })).toEqual({ model: 'davinci', prompt: 'Once upon', stream: false })
  })

  it.each<[Partial<ChatRequest>, object]>([
    [{ maxOutputTokens: 9 }, { max_tokens: 9 }],
    [{ temperature: 0 }, { temperature: 0 }],
    [{ topP: 0.5 }, { top_p: 0.5 }],
    [{ stop: ['\n'] }, { stop: ['\n'] }],
    [{ seed: 0 }, { seed: 0 }],
    [{ tools: [], toolChoice: 'auto', responseFormat: { type: 'text' }, target: 'old' }, {}],
  ])('puts %j where the wire has it', (request, expected) => {
    expect(body(request)).toEqual({ ...body(), ...expected })
  })

  it('takes more fields', () => {
    expect(body({}, { best_of: 3 })).toMatchObject({ best_of: 3 })
  })

  const picture = { type: 'file', mediaType: 'image/png', url: 'data:,' } as const
  it.each<[string, Partial<ChatRequest>]>([
    ['system', { system: 'Be brief.' }],
    ['tools', { tools: [{ name: 'weather', parameters: {} }] }],
    ['toolChoice', { toolChoice: 'required' }],
    ['responseFormat', { responseFormat: { type: 'json' } }],
    ['responseFormat', { responseFormat: { type: 'json-schema', name: 'City', schema: {} } }],
    ['reasoningEffort', { reasoningEffort: 'low' }],
    ['messages', { messages: [] }],
    ['messages[1]', { messages: [...messages, ...messages] }],
    ['messages[0].role', { messages: [{ role: 'assistant', content: 'Hi.' }] }],
    ['messages[0].role', { messages: [{ role: 'system', content: 'Hi.' }] }],
    ['messages[0].content[1]', { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, picture] }] }],
  ])('refuses %s by name', (field, request) => {
    expect(() => body(request)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(`${field}: `) }),
    )
  })
})

describe('a completion', () => {
  const usage = { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 }
  const expected = { text: ' a time', finishReason: 'length', usage: { inputTokens: 2, outputTokens: 3 } }

  it('is asked for below the base address', async () => {
    const urls: string[] = []
    const fetch: Fetch = async (url) => {
      urls.push(url)
      return Response.json({ choices: [{ text: 'a' }] })
    }
    await ask(fetch)
    await ask(fetch, { baseUrl: 'http://localhost:8000/v1/' })
    expect(urls).toEqual(['https://api.openai.com/v1/completions', 'http://localhost:8000/v1/completions'])
  })

  it('is spoken with a provider, streamed or not', async () => {
    const handler = openaiCompletions({ model: 'davinci', fetch: simulatedProvider() })
    for (const stream of [true, false]) {
      expect(await collect(handler({ messages, stream }, createCallContext()))).toMatchObject({
        text: 'Once upon',
        finishReason: 'stop',
        usage: { inputTokens: expect.any(Number) },
      })
    }
  })

  it('comes in chunks or in one piece', async () => {
    expect(await ask(replying(chunk(' a'), chunk(' time', 'length'), { choices: [], usage }, '[DONE]'))).toMatchObject({
      ...expected,
      provider: 'openai',
      model: 'davinci',
    })
    expect(await ask(async () => Response.json({ ...chunk(' a time', 'length'), usage }))).toMatchObject(expected)
  })

  it.each([
    ['stop', 'stop'],
    ['content_filter', 'content-filter'],
    ['something_new', 'other'],
    ['constructor', 'other'],
  ])('that ends with %s ends with our word %s', async (given, finishReason) => {
    expect(await ask(replying(chunk('a', given)))).toMatchObject({ finishReason })
  })

  it('is complete with the marker alone, and with nothing less', async () => {
    expect(await ask(replying(chunk('a'), '[DONE]'))).toMatchObject({ text: 'a', finishReason: 'other' })
    await expect(ask(replying(chunk('a')))).rejects.toMatchObject({ code: 'interrupted', partial: { text: 'a' } })
  })

  it('goes on over shapes of no meaning', async () => {
    const odd = [{}, { choices: 'x' }, { choices: [null] }, chunk(5), chunk(null), { usage: null, error: null }]
    expect(await ask(replying(...odd, chunk('a', 'stop')))).toMatchObject({ text: 'a' })
  })

  it.each<[string, Fetch, string]>([
    ['an error in a stream', replying(chunk('a'), { error: { type: 'overloaded_error' } }), 'overloaded'],
    ['an error as a text', replying({ error: 'Failed.' }), 'server'],
    ['an error laid flat', replying({ object: 'error', message: 'no', code: 400 }), 'bad-request'],
    ['no object', replying('[1]'), 'server'],
    ['no completion', async () => Response.json({ ok: true }), 'server'],
    ['a refusal', async () => Response.json({ error: { code: 'model_not_found' } }, { status: 404 }), 'not-found'],
  ])('that is %s fails', async (_, fetch, code) => {
    await expect(ask(fetch)).rejects.toMatchObject({ code })
  })

  it('tells an error by the name of its event alone', async () => {
    const body = 'event: error\ndata: {"message":"Slow down.","code":"rate_limit_exceeded"}\n\n'
    const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    await expect(ask(fetch)).rejects.toMatchObject({ code: 'rate-limited' })
  })
})

describe('a completion of which there are several', () => {
  it('is the first', async () => {
    const other = { choices: [{ text: 'b', index: 1, finish_reason: 'stop' }] }
    expect(await ask(replying(other, chunk('a', 'stop'), other))).toMatchObject({ text: 'a' })
  })
})
