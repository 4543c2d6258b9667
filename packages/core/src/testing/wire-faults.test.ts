import { describe, expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const input = { messages: [{ role: 'user', content: 'one two three' }] }
const wires = [
  ['openai-chat', 'https://example.com/v1/chat/completions', input, '[DONE]'],
  ['openai-completions', 'https://example.com/v1/completions', { prompt: 'one two three' }, '[DONE]'],
  ['openai-responses', 'https://example.com/v1/responses', { input: 'one two three' }, 'response.completed'],
  ['anthropic', 'https://example.com/v1/messages', { ...input, max_tokens: 99 }, 'message_stop'],
  ['baidu-v1', 'https://example.com/wenxinworkshop/chat/completions', input, '"is_end":true'],
] as const

describe.each(wires)('the wire %s', (name, url, body, terminal) => {
  function setup(options: SimulatedProviderOptions) {
    const provider = simulatedProvider({ clock: createTestClock(), ...options })
    const post = (more: object = {}) =>
      provider(url, {
        method: 'POST',
        headers: { 'anthropic-version': '2023-06-01' },
        body: JSON.stringify({ model: 'm', stream: true, ...body, ...more }),
      })
    return { provider, post }
  }
  const streamed = async (options: SimulatedProviderOptions) => (await setup(options).post()).text()
  const failing = (faults: Fault) => streamed({ faults })

  it('is chosen by the path, and says the same to the byte each time', async () => {
    const { provider, post } = setup({})
    const first = await (await post()).text()
    expect(provider.calls).toMatchObject([
      { request: { wire: name, url, prompt: 'one two three' }, ending: 'complete' },
    ])
    expect(first).toContain(terminal)
    expect(await streamed({})).toBe(first)
    expect(await (await post({ stream: false })).text()).toContain('one two three')
  })

  it('tells what came from the cache, where the wire can', async () => {
    const { post } = setup({ answer: () => ({ text: 'a', cachedInputTokens: 2 }) })
    const { usage } = await (await post({ stream: false })).json()
    const details = usage.prompt_tokens_details ?? usage.input_tokens_details
    expect(usage.cache_read_input_tokens ?? details?.cached_tokens).toBe(name === 'baidu-v1' ? undefined : 2)
  })

  it('refuses with a status, and says when to come back', async () => {
    const { post } = setup({ faults: { type: 'status', status: 429, retryAfterMs: 2_000 } })
    const response = await post()
    expect(response.status).toBe(name === 'baidu-v1' ? 200 : 429)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('retry-after')).toBe('2')
    expect(JSON.stringify(await response.json())).toMatch(/error/)
  })

  it('refuses what is no JSON', async () => {
    const provider = simulatedProvider({ clock: createTestClock() })
    const response = await provider(url, { method: 'POST', headers: { 'anthropic-version': 'x' }, body: 'no json' })
    expect(response.status).toBe(name === 'baidu-v1' ? 200 : 400)
    expect(JSON.stringify(await response.json())).toMatch(/error/)
  })

  it('fails in the middle: is cut, sends garbage, or says that it failed', async () => {
    for (const fault of [
      { type: 'cut', after: 2 },
      { type: 'garbage', after: 2 },
      { type: 'error-event', after: 2 },
    ] as const) {
      const text = await failing(fault)
      expect(text).toContain(' two')
      expect(text).not.toContain(terminal)
    }
    expect(await failing({ type: 'garbage' })).toMatch(/[^}\n]\n\ndata: \0.<oops\n\n$/)
  })

  it('fails in its own words', async () => {
    const text = await failing({ type: 'error-event', error: { message: 'Broken.' } })
    const starts: Record<string, string> = {
      anthropic: 'event: error\ndata: {"type":"error","error":{',
      'openai-responses': 'event: error\ndata: {"type":"error","sequence_number":',
      'baidu-v1': '{"error_code":336000,"error_msg":"Broken."}',
    }
    expect(text).toContain(`\n\n${starts[name] ?? 'data: {"error":{'}`)
    expect(text).toContain('Broken.')
  })

  it('stalls', async () => {
    const { provider, post } = setup({ faults: { type: 'stall', after: 1 } })
    const reader = (await post()).body!.getReader()
    await reader.read()
    const silence = reader.read()
    await reader.cancel()
    expect(await silence).toMatchObject({ done: true })
    expect(provider.calls).toMatchObject([{ ending: 'cancelled', sent: 1 }])
  })

  it('says more than anybody knows, and still all of it', async () => {
    const text = await failing({ type: 'unknown-events' })
    expect(text).toMatch(/^: simulated comment$/m)
    expect(text).toContain('"x_simulated"')
    const known = text
      .replaceAll(': simulated comment\n\n', '')
      .replaceAll('event: x_simulated\ndata: {"type":"x_simulated"}\n\n', '')
      .replaceAll('"x_simulated":{"list":[null]},', '')
    expect(known).toBe(await streamed({}))
  })

  it('may be framed otherwise', async () => {
    const response = await setup({ framing: { lineEnd: 'crlf', hasByteOrderMark: true } }).post()
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = new TextDecoder().decode(bytes)
    expect(text).not.toMatch(/[^\r]\n/)
    expect(text.replaceAll('\r\n', '\n')).toBe(await streamed({}))
  })

  it('has the headers it is given in every reply, and the date', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '7' }
    for (const faults of [undefined, { type: 'status', status: 500 }, { type: 'html' }] as const) {
      const response = await setup({ headers, faults }).post()
      expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('7')
      expect(response.headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
    }
  })
})
