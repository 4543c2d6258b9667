import { describe, expect, it } from 'vitest'
import { generate } from '../chat/collect.ts'
import { anthropicMessages } from '../providers/anthropic.ts'
import { dashscopeDialect } from '../providers/dialects/dashscope.ts'
import { openaiChat } from '../providers/openai-chat.ts'
import { openaiResponses } from '../providers/responses.ts'
import { simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const openai = 'https://api.openai.com/v1/chat/completions'
const responses = 'https://api.openai.com/v1/responses'
const dashscope = 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions'
const anthropic = 'https://api.anthropic.com/v1/messages'

async function ask(url: string, body: object) {
  const provider = simulatedProvider({ clock: createTestClock() })
  const headers = { 'anthropic-version': '2023-06-01' }
  const common = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] }
  const given = url === responses ? { model: 'm', input: 'hi' } : common
  const response = await provider(url, { method: 'POST', headers, body: JSON.stringify({ ...given, ...body }) })
  const { error } = await response.json()
  return { status: response.status, error }
}
const saying = (cache_control: unknown, text = 'hi') => [
  { role: 'user', content: [{ type: 'text', text, cache_control }] },
]
const five = { type: 'ephemeral' }
const hour = { type: 'ephemeral', ttl: '1h' }

describe('the key of a prompt cache', () => {
  it.each([openai, responses])('is taken by %s, and refused if it is too long or no text', async (url) => {
    expect(await ask(url, { prompt_cache_key: 'k'.repeat(64) })).toMatchObject({ status: 200 })
    expect(await ask(url, { prompt_cache_key: 'k'.repeat(65) })).toMatchObject({
      status: 400,
      error: { param: 'prompt_cache_key', code: 'string_above_max_length' },
    })
    expect(await ask(url, { prompt_cache_key: 7 })).toMatchObject({ status: 400, error: { code: 'invalid_type' } })
  })
})

describe('the marks of a prompt cache', () => {
  it('are taken by DashScope, and refused of another type', async () => {
    expect(await ask(dashscope, { messages: saying(five) })).toMatchObject({ status: 200 })
    expect(await ask(dashscope, { messages: saying({ type: 'for ever' }) })).toMatchObject({ status: 400 })
  })

  it('are unknown to OpenAI', async () => {
    expect(await ask(openai, { messages: saying(five) })).toMatchObject({
      status: 400,
      error: { param: 'messages[0].content[0].cache_control', code: 'unknown_parameter' },
    })
  })

  it('are taken by Anthropic on tools, instructions and messages', async () => {
    const tools = [{ name: 'now', input_schema: {}, cache_control: hour }]
    const system = [{ type: 'text', text: 'Be brief.', cache_control: hour }]
    expect(await ask(anthropic, { tools, system, messages: saying(five) })).toMatchObject({ status: 200 })
  })

  const part = (cache_control: object) => ({ type: 'text', text: 'x', cache_control })
  it.each([
    ['of another type', { messages: saying({ type: 'for ever' }) }, /Input should be 'ephemeral'/],
    ['of another time', { messages: saying({ type: 'ephemeral', ttl: '2h' }) }, /ttl: Input should be/],
    ['on an empty instruction', { system: [{ type: 'text', text: '', cache_control: five }] }, /empty text blocks/],
    ['of an hour after five minutes', { system: [part(five)], messages: saying(hour) }, /must not come after/],
    ['in too great a number', { system: [five, five, five, five, five].map(part) }, /maximum of 4 .* Found 5/],
    [
      'on thoughts',
      {
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 's', cache_control: five }] },
        ],
      },
      /Extra inputs are not permitted/,
    ],
  ])('are refused by Anthropic %s', async (_, body, message) => {
    expect(await ask(anthropic, body)).toMatchObject({
      status: 400,
      error: { message: expect.stringMatching(message) },
    })
  })
})

describe('what the wires send for a prompt cache', () => {
  const fetch = simulatedProvider({ clock: createTestClock() })
  const wires = {
    anthropic: anthropicMessages({ model: 'claude-sonnet-5', fetch }),
    chat: openaiChat({ model: 'gpt-5-mini', fetch }),
    responses: openaiResponses({ model: 'gpt-5-mini', fetch }),
    dashscope: openaiChat({
      model: 'qwen-plus',
      baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
      dialect: dashscopeDialect,
      fetch,
    }),
    other: openaiChat({ model: 'm', baseUrl: 'https://example.com/v1', dialect: {}, fetch }),
  }

  it.each(Object.entries(wires))('is taken: %s', async (_, handler) => {
    const tools = [{ name: 'now', parameters: { type: 'object' } }]
    const promptCache = { key: 'conversation '.repeat(20), ttl: '1h' } as const
    const result = await generate(handler, { system: 'Be brief.', prompt: 'Hello.', tools, promptCache })
    expect(result.text).not.toBe('')
  })
})
