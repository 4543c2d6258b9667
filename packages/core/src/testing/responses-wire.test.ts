import { describe, expect, it } from 'vitest'
import { type SimulatedProviderOptions, simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const url = 'https://api.openai.com/v1/responses'
const toolCalls = [{ name: 'weather', arguments: { city: '北京' } }]
const full = () => ({ reasoning: 'hm', text: 'Look', toolCalls })
const include = ['reasoning.encrypted_content']

function post(body: object, options: SimulatedProviderOptions = {}) {
  const provider = simulatedProvider({ clock: createTestClock(), ...options })
  return provider(url, { method: 'POST', body: JSON.stringify({ model: 'gpt-5', input: 'hi', ...body }) })
}
const ask = async (body: object, options?: SimulatedProviderOptions) => (await post(body, options)).json()
async function events(body: object, options: SimulatedProviderOptions) {
  const frames = (await (await post({ stream: true, ...body }, options)).text()).split('\n\n').filter(Boolean)
  return frames.map((frame, index) => {
    const [, name, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? []
    const value = JSON.parse(data)
    expect(value).toMatchObject({ type: name, sequence_number: index })
    return value
  })
}

describe('a response of the simulated OpenAI', () => {
  it('is streamed item by item', async () => {
    const all = await events({ include }, { answer: full })
    const types = all.map(({ type }) => type.replace('response.', ''))
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      ...['created', 'in_progress', 'output_item.added', 'reasoning_summary_part.added'],
      ...['reasoning_summary_text.delta', 'reasoning_summary_text.done', 'reasoning_summary_part.done'],
      ...['output_item.done', 'output_item.added', 'content_part.added', 'output_text.delta', 'output_text.done'],
      ...['content_part.done', 'output_item.done', 'output_item.added', 'function_call_arguments.delta'],
      ...['function_call_arguments.done', 'output_item.done', 'completed'],
    ])
    const joined = (type: string) =>
      all.map((event) => (event.type === `response.${type}.delta` ? event.delta : '')).join('')
    expect(joined('reasoning_summary_text')).toBe('hm')
    expect(joined('output_text')).toBe('Look')
    expect(JSON.parse(joined('function_call_arguments'))).toEqual({ city: '北京' })
    const done = all.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item)
    expect(all.at(-1).response).toMatchObject({ status: 'completed', error: null, output: done })
    const { input_tokens: input, output_tokens: output, total_tokens: total } = all.at(-1).response.usage
    expect(total).toBe(input + output)
    expect(all[0].response).toMatchObject({ status: 'in_progress', output: [], usage: null })
  })

  it('is the same in one piece', async () => {
    expect(await ask({ include }, { answer: full })).toMatchObject({
      object: 'response',
      status: 'completed',
      output: [
        { type: 'reasoning', encrypted_content: expect.stringMatching(/./), summary: [{ text: 'hm' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Look' }] },
        { type: 'function_call', call_id: 'call_0_weather', name: 'weather', arguments: '{"city":"北京"}' },
      ],
      usage: { output_tokens_details: { reasoning_tokens: expect.any(Number) } },
    })
    expect((await ask({}, { answer: full })).output[0]).not.toHaveProperty('encrypted_content')
  })

  it.each([
    ['max_output_tokens', { max_output_tokens: 2 }, {}],
    ['content_filter', {}, { clearHistory: true }],
  ])('may be incomplete because of %s', async (reason, body, more) => {
    const options = { answer: () => ({ text: 'one two three', ...more }) }
    const incomplete = { status: 'incomplete', incomplete_details: { reason } }
    expect(await ask(body, options)).toMatchObject(incomplete)
    expect((await events(body, options)).at(-1)).toMatchObject({ type: 'response.incomplete', response: incomplete })
  })

  it('may be nothing', async () => {
    expect((await events({}, { answer: () => '' })).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.completed',
    ])
  })

  it('may fail in the middle, twice said', async () => {
    const faults = { type: 'error-event', error: { code: 'insufficient_quota' } } as const
    const all = await events({}, { answer: () => 'one two', faults })
    expect(all.slice(-2)).toMatchObject([
      { type: 'error', error: { code: 'insufficient_quota', message: expect.any(String) } },
      { type: 'response.failed', response: { status: 'failed', error: { code: 'insufficient_quota' } } },
    ])
  })
})

describe('a request for a response', () => {
  const user = { role: 'user', content: [{ type: 'input_text', text: 'hi' }] }
  const call = { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}' }
  const output = { type: 'function_call_output', call_id: 'a', output: '3' }

  it('is read into texts', async () => {
    const provider = simulatedProvider({ clock: createTestClock() })
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Look' }] }
    const body = { model: 'gpt-5', instructions: 'Be brief.', input: [user, said, call, output], max_output_tokens: 9 }
    await provider(url, { method: 'POST', body: JSON.stringify(body) })
    expect(provider.calls[0]?.request).toMatchObject({
      wire: 'openai-responses',
      prompt: 'hi',
      maxTokens: 9,
      messages: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'hi' },
        { role: 'assistant', text: 'Look' },
        { role: 'assistant', text: '' },
        { role: 'tool', text: '3' },
      ],
    })
  })

  it.each<[string, object]>([
    ['has no model', { model: undefined }],
    ['has no input', { input: [] }],
    ['has a field of chat completions', { max_tokens: 5 }],
    ['has a result without its call', { input: [user, output] }],
    ['has a call without its result', { input: [user, call, user] }],
    ['has a thought and not what it led to', { input: [user, { type: 'reasoning', id: 'rs' }, user] }],
    ['has encrypted content of others', { input: [user, { type: 'reasoning', encrypted_content: 'x' }, call, output] }],
  ])('is refused when it %s', async (_, body) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  it('must bring thoughts back that are not kept, as they were given', async () => {
    const { output: items } = await ask({ include, store: false }, { answer: full })
    const rest = [{ ...output, call_id: 'call_0_weather' }]
    expect((await post({ store: false, input: [user, ...items, ...rest] })).status).toBe(200)
    const [{ encrypted_content: _, ...bare }, ...others] = items
    expect((await post({ store: false, input: [user, bare, ...others, ...rest] })).status).toBe(404)
    expect((await post({ input: [user, bare, ...others, ...rest] })).status).toBe(200)
    expect((await post({ previous_response_id: 'resp', input: [output] })).status).toBe(200)
  })
})
