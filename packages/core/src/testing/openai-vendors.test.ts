import { describe, expect, it } from 'vitest'
import { type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'
import { vendorOf } from './wire-for.ts'

const hosts = {
  openai: 'https://api.openai.com/v1',
  qianfan: 'https://qianfan.baidubce.com/v2',
  dashscope: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  deepseek: 'https://api.deepseek.com',
  other: 'https://example.com/v1',
}
const vendors = Object.keys(hosts) as (keyof typeof hosts)[]
const toolCalls = [{ name: 'weather', arguments: { city: 'x' } }]
const full = () => ({ reasoning: 'hm', text: 'Look', toolCalls })
const messages = [{ role: 'user', content: 'hi' }]

function post(vendor: keyof typeof hosts, body: object = {}, options: SimulatedProviderOptions = {}) {
  const provider = simulatedProvider({ clock: createTestClock(), ...options })
  const json = JSON.stringify({ model: 'm', messages, ...body })
  return provider(`${hosts[vendor]}/chat/completions`, { method: 'POST', body: json })
}
async function stream(
  vendor: keyof typeof hosts,
  body: object = {},
  options: SimulatedProviderOptions = { answer: full },
) {
  const response = await post(vendor, { stream: true, stream_options: { include_usage: true }, ...body }, options)
  const text = await response.text()
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  const data = text.split('\n\n').filter((frame) => frame.startsWith('data: {'))
  const chunks = data.map((frame) => JSON.parse(frame.slice(6)))
  return { text, chunks, choices: chunks.flatMap((chunk) => chunk.choices) }
}

describe('the vendor of a chat completion', () => {
  it.each([
    ['https://api.openai.com/v1/chat/completions', 'openai'],
    ['https://qianfan.baidubce.com/v2/chat/completions', 'qianfan'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions', 'dashscope'],
    ['https://coding.dashscope.aliyuncs.com/v1/chat/completions', 'dashscope'],
    ['https://w1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1/chat/completions', 'dashscope'],
    ['https://api.deepseek.com/chat/completions', 'deepseek'],
    ['https://notdashscope.aliyuncs.com/chat/completions', 'other'],
  ])('of %s is %s', (url, vendor) => {
    expect(vendorOf(new URL(url))).toBe(vendor)
  })

  it('may be told, wherever the request goes', async () => {
    const { choices } = await stream('other', {}, { answer: full, vendor: 'qianfan' })
    expect(choices[0]).toMatchObject({ flag: 0 })
  })

  it.each(vendors)('%s says the same as the others', async (vendor) => {
    const { choices } = await stream(vendor)
    const said = (field: string) => choices.map(({ delta }) => delta[field] ?? '').join('')
    expect([said('reasoning_content'), said('content')]).toEqual(['hm', 'Look'])
    const calls = choices.flatMap(({ delta }) => delta.tool_calls ?? [])
    expect(calls[0]).toMatchObject({ index: 0, id: 'call_0_weather', function: { name: 'weather' } })
    expect(JSON.parse(calls.map((call) => call.function.arguments).join(''))).toEqual({ city: 'x' })
    expect(choices.at(-1).finish_reason).toBe('tool_calls')
    const whole = await (await post(vendor, {}, { answer: full })).json()
    expect(whole.choices).toMatchObject([{ message: { content: 'Look', reasoning_content: 'hm' } }])
    expect(whole.usage.total_tokens).toBeGreaterThan(0)
  })

  it.each([
    ['openai', 400, { type: 'invalid_request_error' }, {}],
    ['qianfan', 401, { code: 'invalid_iam_token' }, { id: expect.stringMatching(/^as-/) }],
    ['qianfan', 429, { code: 'rpm_rate_limit_exceeded' }, {}],
    ['dashscope', 401, { code: 'invalid_api_key' }, { request_id: expect.any(String) }],
    ['deepseek', 402, { message: 'Insufficient Balance' }, {}],
  ] as const)('%s words a %d its own way', async (vendor, status, error, rest) => {
    const response = await post(vendor, {}, { faults: { type: 'status', status } })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error, ...rest })
  })

  it.each(vendors)('%s may end with a filtered answer, or say in the stream that it failed', async (vendor) => {
    const filtered = { answer: () => ({ text: 'No.', clearHistory: true }) }
    expect((await stream(vendor, {}, filtered)).choices.at(-1)).toMatchObject({ finish_reason: 'content_filter' })
    const faults = { type: 'error-event', error: { code: 'broken' } } as const
    const text = await (await post(vendor, { stream: true }, { faults, answer: () => 'one two' })).text()
    const [, last = ''] = /data: (.*)\n\n$/.exec(text) ?? []
    expect(JSON.parse(last)).toMatchObject({ error: { code: 'broken' } })
  })
})

describe('OpenAI', () => {
  it('takes no max_tokens for models that reason', async () => {
    for (const model of ['o1', 'o3-mini', 'o4-mini', 'gpt-5', 'gpt-5.5']) {
      const response = await post('openai', { model, max_tokens: 5 })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { param: 'max_tokens', code: 'unsupported_parameter' } })
      expect((await post('openai', { model, max_completion_tokens: 5 })).status).toBe(200)
    }
    expect((await post('openai', { model: 'gpt-4o', max_tokens: 5 })).status).toBe(200)
    expect((await post('other', { model: 'gpt-5', max_tokens: 5 })).status).toBe(200)
  })
})

describe('Qianfan V2', () => {
  it('leaves finish_reason out until the last chunk, which has the usage', async () => {
    const { chunks, choices } = await stream('qianfan')
    expect(choices.slice(0, -1).some((choice) => 'finish_reason' in choice)).toBe(false)
    expect(choices.every(({ flag }) => flag === 0)).toBe(true)
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([chunks.at(-1)])
    expect((await stream('qianfan', { stream_options: undefined })).chunks.at(-1)).not.toHaveProperty('usage')
  })

  it('tells what it found only when asked to search', async () => {
    const source = { url: 'https://example.com/', title: 'Example' }
    const options = { answer: () => ({ text: 'a', sources: [source] }) }
    const results = [{ index: 1, ...source }]
    const body = { web_search: { enable: true } }
    expect((await stream('qianfan', body, options)).chunks[0]).toMatchObject({ search_results: results })
    expect(await (await post('qianfan', body, options)).json()).toMatchObject({ search_results: results })
    expect(await (await post('qianfan', {}, options)).json()).not.toHaveProperty('search_results')
  })

  it('says that the history must go', async () => {
    const options = { answer: () => ({ text: 'No.', clearHistory: true }) }
    expect(await (await post('qianfan', {}, options)).json()).toMatchObject({
      choices: [{ need_clear_history: true, ban_round: -1 }],
    })
  })
})

describe('DashScope', () => {
  it('repeats empty names in calls, and has null for content that is not said', async () => {
    const { chunks, choices } = await stream('dashscope')
    expect(choices[1].delta).toEqual({ content: null, reasoning_content: 'hm' })
    const [, ...rest] = choices.flatMap(({ delta }) => delta.tool_calls ?? [])
    expect(rest.every((call) => call.id === '' && call.function.name === '')).toBe(true)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } })
    expect(chunks.at(0)).toMatchObject({ usage: null })
    expect((await stream('dashscope', {}, {})).choices[0].delta).toEqual({ role: 'assistant', content: '' })
  })
})

describe('DeepSeek', () => {
  it('begins with comments, and has usage in the last chunk unasked', async () => {
    const answer = () => ({ ...full(), cachedInputTokens: 1 })
    const { text, chunks } = await stream('deepseek', { stream_options: undefined }, { answer })
    expect(text.startsWith(': keep-alive\n\n')).toBe(true)
    const { prompt_tokens: input, ...usage } = chunks.at(-1).usage
    expect(usage).toMatchObject({ prompt_cache_hit_tokens: 1, prompt_cache_miss_tokens: input - 1 })
    expect(chunks.at(-1).choices).toMatchObject([{ finish_reason: 'tool_calls' }])
  })

  it('wants the thoughts before a call back while it thinks', async () => {
    const call = { role: 'assistant', content: '', tool_calls: [{ id: 'a', function: { name: 'b', arguments: '{}' } }] }
    const after = (fields: object) => ({
      messages: [...messages, { ...call, ...fields }, { role: 'tool', content: '3' }],
    })
    const statusOf = async (body: object) => (await post('deepseek', body)).status
    const thinking = { type: 'enabled' }
    expect(await statusOf({ thinking, ...after({}) })).toBe(400)
    expect(await statusOf({ model: 'deepseek-reasoner', ...after({}) })).toBe(400)
    expect(await statusOf({ thinking, ...after({ reasoning_content: '' }) })).toBe(200)
    expect(await statusOf({ model: 'deepseek-chat', ...after({}) })).toBe(200)
    expect(await statusOf({ model: 'deepseek-reasoner', thinking: { type: 'disabled' }, ...after({}) })).toBe(200)
  })
})

describe('an older completion', () => {
  const complete = (body: object, options: SimulatedProviderOptions = {}) =>
    simulatedProvider({ clock: createTestClock(), ...options })('https://api.openai.com/v1/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'm', prompt: 'one two three', ...body }),
    })

  it('continues a prompt', async () => {
    const whole = { object: 'text_completion', choices: [{ text: 'one two three', finish_reason: 'stop' }] }
    expect(await (await complete({})).json()).toMatchObject(whole)
    const short = {
      choices: [{ text: 'one two', finish_reason: 'length' }],
      usage: { total_tokens: expect.any(Number) },
    }
    expect(await (await complete({ max_tokens: 2 })).json()).toMatchObject(short)
    expect((await complete({ prompt: undefined })).status).toBe(400)
    expect((await complete({ model: undefined })).status).toBe(400)
  })

  it('is streamed as text', async () => {
    const text = await (
      await complete({ stream: true, stream_options: { include_usage: true } }, { answer: full })
    ).text()
    const chunks = text.split('\n\n').flatMap((frame) => (/^data: \{/.test(frame) ? [JSON.parse(frame.slice(6))] : []))
    expect(chunks.map(({ choices: [choice] }) => choice?.text)).toEqual(['Look', '', undefined])
    expect(chunks[1].choices[0].finish_reason).toBe('stop')
    expect(chunks[2].usage.total_tokens).toBeGreaterThan(0)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })
})
