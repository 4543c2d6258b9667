import { describe, expect, it } from 'vitest'
import { type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const url = 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions'
const user = { role: 'user', content: '你好' }
const assistant = { role: 'assistant', content: '好' }
const toolCalls = [{ name: 'weather', arguments: { city: '北京' } }]

function post(body: object, options: SimulatedProviderOptions = {}) {
  const provider = simulatedProvider({ clock: createTestClock(), ...options })
  return provider(url, { method: 'POST', body: JSON.stringify({ messages: [user], ...body }) })
}
const ask = async (body: object, options?: SimulatedProviderOptions) => (await post(body, options)).json()
async function frames(options: SimulatedProviderOptions, body: object = {}) {
  const response = await post({ stream: true, ...body }, options)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const text = await response.text()
  return text
    .trimEnd()
    .split('\n\n')
    .map((frame) => JSON.parse(frame.slice('data: '.length)))
}

describe('an answer of the simulated Qianfan V1', () => {
  it('is streamed in numbered frames, with usage in each and nothing after the last', async () => {
    const all = await frames({ answer: () => ({ reasoning: 'unsaid', text: 'one two' }) })
    expect(all.map(({ sentence_id: id }) => id)).toEqual([0, 1, 2])
    expect(all.map(({ is_end: isEnd }) => isEnd)).toEqual([false, false, true])
    expect(all.map(({ result }) => result)).toEqual(['one', ' two', ''])
    expect(all.map(({ usage }) => usage.completion_tokens > 0)).toEqual([false, false, true])
    expect(all[2]).toMatchObject({ is_truncated: false, need_clear_history: false, finish_reason: 'normal' })
  })

  it('has a function call whole, in one frame and in one piece', async () => {
    const call = { name: 'weather', arguments: '{"city":"北京"}' }
    const all = await frames({ answer: () => ({ toolCalls }) })
    expect(all).toMatchObject([{ is_end: true, function_call: call, finish_reason: 'function_call' }])
    expect(await ask({}, { answer: () => ({ toolCalls }) })).toMatchObject({ result: '', function_call: call })
  })

  it('says when it is cut short, when it draws on a search, and when the history must go', async () => {
    const short = { is_truncated: true, finish_reason: 'length' }
    expect(await ask({ max_output_tokens: 2 }, { answer: () => 'one two three' })).toMatchObject(short)
    expect((await frames({ answer: () => 'one two three' }, { max_output_tokens: 2 })).at(-1)).toMatchObject(short)
    const source = { url: 'https://example.com/', title: 'Example' }
    expect(await ask({}, { answer: () => ({ text: 'a', sources: [source] }) })).toMatchObject({
      search_info: { search_results: [{ index: 1, ...source }] },
    })
    expect(await ask({}, { answer: () => ({ text: 'No.', clearHistory: true }) })).toMatchObject({
      result: 'No.',
      need_clear_history: true,
      ban_round: -1,
      finish_reason: 'content_filter',
    })
  })

  it('has the headers of Baidu, the date among them', async () => {
    const { headers } = await post({})
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('299')
    expect(headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
  })
})

describe('a request to the simulated Qianfan V1', () => {
  it('has its model in the address and its instructions in a field', async () => {
    const provider = simulatedProvider({ clock: createTestClock() })
    const messages = [user, { ...assistant, content: '', function_call: {} }, { role: 'function', content: '3' }]
    await provider(`${url}_pro?access_token=a`, {
      method: 'POST',
      body: JSON.stringify({ system: 'Be brief.', messages }),
    })
    expect(provider.calls[0]?.request).toMatchObject({
      wire: 'baidu-v1',
      model: 'completions_pro',
      prompt: '你好',
      messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant' }, { role: 'tool', text: '3' }],
    })
  })

  it.each<[string, number, object]>([
    ['has no messages', 336_003, { messages: [] }],
    ['has an even number of messages', 336_006, { messages: [user, assistant] }],
    ['begins with the assistant', 336_006, { messages: [assistant, user, assistant] }],
    ['does not alternate', 336_006, { messages: [user, user, user] }],
    ['has a system message', 336_006, { messages: [{ role: 'system', content: 'a' }, assistant, user] }],
    ['has an empty message', 336_003, { messages: [{ role: 'user', content: '' }] }],
    ['has temperature 0', 336_003, { temperature: 0 }],
    ['has a temperature above 1', 336_003, { temperature: 1.1 }],
    ['has too small a limit', 336_003, { max_output_tokens: 1 }],
  ])('is refused with status 200 when it %s', async (_, code, body) => {
    const response = await post({ stream: true, ...body })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await response.json()).toEqual({
      error_code: code,
      error_msg: expect.stringMatching(/./),
      id: expect.stringMatching(/^as-/),
    })
  })

  it.each([0.01, 1])('may have temperature %d', async (temperature) => {
    expect(await ask({ temperature, max_output_tokens: 2 })).toHaveProperty('result')
  })
})

describe('a status of the simulated Qianfan V1', () => {
  it.each<[number, number]>([
    [400, 336_003],
    [401, 110],
    [403, 6],
    [404, 336_005],
    [418, 1],
    [429, 18],
    [500, 336_000],
    [503, 336_100],
  ])('%d is the code %d in a 200', async (status, code) => {
    const response = await post({ stream: true }, { faults: { type: 'status', status } })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ error_code: code })
  })

  it('may be given another code, whose words it finds', async () => {
    const faults = { type: 'status', status: 429, error: { error_code: 17 } } as const
    expect(await ask({}, { faults })).toMatchObject({
      error_code: 17,
      error_msg: 'Open api daily request limit reached',
    })
    expect(await ask({}, { models: ['completions_pro'] })).toMatchObject({ error_code: 336_005 })
  })
})
