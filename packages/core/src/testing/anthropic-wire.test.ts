import { describe, expect, it } from 'vitest'
import { type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const url = 'https://api.anthropic.com/v1/messages'
const version = { 'anthropic-version': '2023-06-01' }
const toolCalls = [
  { name: 'weather', arguments: { city: '北京' } },
  { name: 'now', arguments: {} },
]
const full = () => ({ reasoning: 'hm', text: 'Look', toolCalls })
const user = { role: 'user', content: 'hi' }

function post(body: object, options: SimulatedProviderOptions = {}, headers: Record<string, string> = version) {
  const provider = simulatedProvider({ clock: createTestClock(), ...options })
  const json = JSON.stringify({ model: 'claude', max_tokens: 4_096, messages: [user], ...body })
  return provider(url, { method: 'POST', headers, body: json })
}
async function events(response: Response) {
  const frames = (await response.text()).split('\n\n').filter(Boolean)
  return frames.map((frame) => {
    const [, name, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? []
    const value = JSON.parse(data)
    expect(value.type).toBe(name)
    return value
  })
}
const refusalOf = async (body: object, options?: SimulatedProviderOptions) => {
  const response = await post(body, options)
  return { status: response.status, ...(await response.json()).error }
}

describe('a message of the simulated Anthropic', () => {
  it('is streamed block by block', async () => {
    const all = await events(await post({ stream: true }, { answer: full }))
    expect(all[0].message).toMatchObject({
      type: 'message',
      content: [],
      stop_reason: null,
      usage: { output_tokens: 1 },
    })
    expect(all[0].message.usage.input_tokens).toBeGreaterThan(0)
    const blocks = all.filter(({ type }) => type === 'content_block_start')
    expect(blocks.map(({ index, content_block: block }) => [index, block.type, block.id, block.input])).toEqual([
      [0, 'thinking', undefined, undefined],
      [1, 'text', undefined, undefined],
      [2, 'tool_use', 'call_0_weather', {}],
      [3, 'tool_use', 'call_1_now', {}],
    ])
    expect(all.filter(({ type }) => type === 'content_block_stop').map(({ index }) => index)).toEqual([0, 1, 2, 3])
    const deltas = (index: number) =>
      all.filter((event) => event.delta && event.index === index).map(({ delta }) => delta)
    expect(deltas(0)).toEqual([
      { type: 'thinking_delta', thinking: 'hm' },
      { type: 'signature_delta', signature: expect.stringMatching(/./) },
    ])
    expect(deltas(1)).toEqual([{ type: 'text_delta', text: 'Look' }])
    const json = (index: number) => deltas(index).map(({ partial_json: text }) => text)
    expect(JSON.parse(json(2).join(''))).toEqual({ city: '北京' })
    expect(json(3)).toEqual([''])
    expect(all.some(({ type }) => type === 'ping')).toBe(true)
    expect(all.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'tool_use' } })
    expect(all.at(-2).usage.output_tokens).toBeGreaterThan(2)
    expect(all.at(-1)).toEqual({ type: 'message_stop' })
  })

  it('is the same in one piece, and tells of limits', async () => {
    const response = await post({}, { answer: full })
    expect(response.headers.get('request-id')).toMatch(/^msg_/)
    expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('999')
    expect(response.headers.get('anthropic-ratelimit-tokens-reset')).toBe('2026-01-01T00:00:01Z')
    expect(await response.json()).toMatchObject({
      role: 'assistant',
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'hm', signature: expect.stringMatching(/./) },
        { type: 'text', text: 'Look' },
        { type: 'tool_use', name: 'weather', input: { city: '北京' } },
        { type: 'tool_use', name: 'now', input: {} },
      ],
    })
  })

  it.each([
    ['max_tokens', { max_tokens: 2 }, {}],
    ['refusal', {}, { clearHistory: true }],
    ['end_turn', {}, {}],
  ])('may end with %s', async (reason, body, more) => {
    const options = { answer: () => ({ text: 'one two three', ...more }) }
    expect(await (await post(body, options)).json()).toMatchObject({ stop_reason: reason })
    const all = await events(await post({ stream: true, ...body }, options))
    expect(all.at(-2).delta.stop_reason).toBe(reason)
  })

  it('keeps a call whose arguments were cut short', async () => {
    const { content } = await (await post({ max_tokens: 3 }, { answer: () => ({ toolCalls }) })).json()
    expect(content).toMatchObject([{ type: 'tool_use', input: {} }])
  })
})

describe('a request to the simulated Anthropic', () => {
  const use = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'weather', input: {} }] }
  const result = {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: '3' }] }],
  }
  const text = { type: 'text', text: 'so' }
  const thinking = { type: 'enabled', budget_tokens: 1_024 }

  it('is read into texts', async () => {
    const provider = simulatedProvider({ clock: createTestClock() })
    const messages = [user, use, result, { role: 'assistant', content: 'ok' }, { role: 'user', content: [text] }]
    const body = JSON.stringify({
      model: 'claude',
      max_tokens: 9,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages,
    })
    await provider(url, { method: 'POST', headers: version, body })
    expect(provider.calls[0]?.request).toMatchObject({
      wire: 'anthropic',
      url,
      model: 'claude',
      prompt: 'so',
      maxTokens: 9,
    })
    expect((await post({ messages: [user, use, { role: 'user', content: [...result.content, text] }] })).status).toBe(
      200,
    )
    expect(provider.calls[0]?.request.messages).toEqual([
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'hi' },
      { role: 'assistant', text: '' },
      { role: 'tool', text: '3' },
      { role: 'assistant', text: 'ok' },
      { role: 'user', text: 'so' },
    ])
  })

  it.each<[string, object]>([
    ['has no model', { model: undefined }],
    ['has no max_tokens', { max_tokens: undefined }],
    ['has no messages', { messages: [] }],
    ['has a system message', { messages: [{ role: 'system', content: 'a' }, user] }],
    ['has an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }],
    ['has an empty message', { messages: [{ role: 'assistant', content: '' }, user] }],
    ['has a result without its call', { messages: [user, result] }],
    ['has a call without its result', { messages: [user, use, user] }],
    ['has words before a result', { messages: [user, use, { role: 'user', content: [text, ...result.content] }] }],
    ['ends with a call', { messages: [user, use] }],
    ['has thoughts that may be longer than the answer', { thinking, max_tokens: 1_024 }],
    ['has too small a budget for thoughts', { thinking: { type: 'enabled', budget_tokens: 5 } }],
    ['has a temperature beside thoughts', { thinking, temperature: 0.5 }],
    ['has forgotten the thoughts before a call', { thinking, messages: [user, use, result] }],
  ])('is refused when it %s', async (_, body) => {
    const refusal = await refusalOf(body)
    expect(refusal).toMatchObject({ status: 400, type: 'invalid_request_error', message: expect.stringMatching(/./) })
  })

  it('is refused without a version', async () => {
    const response = await post({}, {}, {})
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'error', request_id: expect.stringMatching(/./) })
  })

  it('must bring thoughts back as they were', async () => {
    const { content } = await (
      await post({}, { answer: () => ({ reasoning: 'hm', toolCalls: [toolCalls[1]!] }) })
    ).json()
    const back = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1_now', content: '3' }] }
    const after = (blocks: unknown[]) => ({ thinking, messages: [user, { role: 'assistant', content: blocks }, back] })
    const [thought, call] = content
    const calls = { ...call, id: 'call_1_now' }
    expect((await post(after([thought, calls]))).status).toBe(200)
    expect((await post(after([{ ...thought, thinking: 'other' }, calls]))).status).toBe(400)
    expect((await post(after([calls, thought]))).status).toBe(400)
  })

  it('needs the right key, where there is one', async () => {
    const statusOf = async (headers: Record<string, string>) =>
      (await post({}, { apiKey: 'right' }, { ...version, ...headers })).status
    expect(await statusOf({})).toBe(401)
    expect(await statusOf({ 'x-api-key': 'wrong' })).toBe(401)
    expect(await statusOf({ authorization: 'Bearer right' })).toBe(401)
    expect(await statusOf({ 'x-api-key': 'right' })).toBe(200)
    expect(await refusalOf({}, { models: ['other'] })).toMatchObject({ status: 404, type: 'not_found_error' })
  })
})
