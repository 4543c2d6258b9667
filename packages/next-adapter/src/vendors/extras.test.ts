import { describe, expect, it } from 'vitest'
import { baiduV2 } from '../auth/baidu-v2.ts'
import { keyPool } from '../secrets/key-pool.ts'
import { sent } from '../test-support/sent.ts'
import { anthropic } from './anthropic.ts'
import { dashscope } from './dashscope.ts'
import { openai } from './openai.ts'
import { qianfan } from './qianfan.ts'

describe('openai', () => {
  it.each([
    ['chat', '/chat/completions'],
    ['responses', '/responses'],
    ['completions', '/completions'],
    [undefined, '/chat/completions'],
  ] as const)('with api %s is asked at %s', async (api, path) => {
    const { url, headers, answer } = await sent((fetch) => openai('gpt-5', { api, apiKey: 'k', fetch }))
    expect(url).toBe(`https://api.openai.com/v1${path}`)
    expect(headers.get('authorization')).toBe('Bearer k')
    expect(answer).toMatchObject({ text: 'Hi', provider: 'openai', model: 'gpt-5' })
  })

  it.each([{ store: true }, { keepsReasoning: false }, { reasoningSummary: 'auto' }] as const)(
    'takes %j for Responses only',
    (option) => {
      for (const api of [undefined, 'chat', 'completions'] as const) {
        expect(() => openai('m', { api, ...option })).toThrow(TypeError)
        expect(() => openai('m', { api, ...option })).toThrow(Object.keys(option)[0])
      }
      expect(() => openai('m', { api: 'responses', ...option })).not.toThrow()
      expect(() => openai('m', { store: undefined })).not.toThrow()
    },
  )

  it.each(['toString', '__proto__', 'images'])('has no api %s', (api) => {
    expect(() => openai('m', { api: api as never, apiKey: 'k' })).toThrow(TypeError)
  })
})

describe('anthropic', () => {
  it('says its version, and which features are to be switched on', async () => {
    const plain = await sent((fetch) => anthropic('claude', { apiKey: 'k', fetch }))
    expect(plain.headers.get('anthropic-version')).toBe('2023-06-01')
    expect(plain.headers.has('anthropic-beta')).toBe(false)
    const beta = ['one-2025-01-01', 'two-2025-02-02']
    const { headers } = await sent((fetch) => anthropic('claude', { apiKey: 'k', beta, fetch }))
    expect(headers.get('anthropic-beta')).toBe('one-2025-01-01,two-2025-02-02')
  })

  it('takes more headers and fields, its own version included', async () => {
    const more = { headers: { 'anthropic-version': '2099-01-01' }, extraBody: { top_k: 5 } }
    const { headers, body } = await sent((fetch) => anthropic('claude', { apiKey: 'k', ...more, fetch }))
    expect(headers.get('anthropic-version')).toBe('2099-01-01')
    expect(body).toMatchObject({ top_k: 5 })
  })
})

describe('dashscope', () => {
  const ask = (options: Parameters<typeof dashscope>[1]) =>
    sent((fetch) => dashscope('qwen-plus', { apiKey: 'k', ...options, fetch }))

  it('says how to think and search, and for which workspace', async () => {
    const options = { enableThinking: true, thinkingBudget: 100, enableSearch: true, workspace: 'ws-1' }
    const { headers, body } = await ask(options)
    expect(body).toMatchObject({ enable_thinking: true, thinking_budget: 100, enable_search: true })
    expect(headers.get('x-dashscope-workspace')).toBe('ws-1')
  })

  it('says nothing of what was not asked for', async () => {
    const { headers, body } = await ask({ enableThinking: undefined, workspace: undefined })
    for (const field of ['enable_thinking', 'thinking_budget', 'enable_search']) expect(body).not.toHaveProperty(field)
    expect(headers.has('x-dashscope-workspace')).toBe(false)
    expect((await ask({ enableSearch: false })).body).toMatchObject({ enable_search: false })
  })

  it('lets fields and headers of one’s own win', async () => {
    const own = { extraBody: { enable_search: false, top_k: 3 }, headers: { 'x-dashscope-workspace': 'ws-2' } }
    const { headers, body } = await ask({ enableSearch: true, workspace: 'ws-1', ...own })
    expect(body).toMatchObject({ enable_search: false, top_k: 3 })
    expect(headers.get('x-dashscope-workspace')).toBe('ws-2')
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a thinkingBudget of %d', (thinkingBudget) => {
    expect(() => dashscope('qwen-plus', { thinkingBudget })).toThrow(RangeError)
    expect(() => dashscope('qwen-plus', { thinkingBudget })).toThrow('thinkingBudget')
  })
})

describe('qianfan', () => {
  const ask = (options: Parameters<typeof qianfan>[1]) =>
    sent((fetch) => qianfan('ernie-4.5', { apiKey: 'bce-v3/ALTAK-1/secret', ...options, fetch }))

  it('says which application is billed, if any', async () => {
    expect((await ask({ appId: 'app-1' })).headers.get('appid')).toBe('app-1')
    expect((await ask({})).headers.has('appid')).toBe(false)
  })

  it('says so with any kind of credential, and refuses an application that no header can carry', async () => {
    const token = 'bce-v3/ALTAK-1/secret'
    for (const apiKey of [keyPool([token]), baiduV2(token), keyPool([baiduV2(token)])]) {
      expect((await ask({ apiKey, appId: 'app-1' })).headers.get('appid')).toBe('app-1')
      expect(() => qianfan('ernie-4.5', { apiKey, appId: 'app 1' })).toThrow(TypeError)
    }
  })

  it.each([
    [true, { enable: true }],
    [false, { enable: false }],
    [{}, { enable: true, enable_citation: false, enable_trace: false }],
    [{ enableCitation: true }, { enable: true, enable_citation: true, enable_trace: false }],
    [{ enableTrace: true }, { enable: true, enable_citation: false, enable_trace: true }],
  ])('searches the web as told: %j', async (webSearch, web_search) => {
    expect((await ask({ webSearch })).body).toMatchObject({ web_search })
  })

  it('says how to think only where it was told', async () => {
    expect((await ask({ enableThinking: false })).body).toMatchObject({ enable_thinking: false })
    const { body } = await ask({})
    for (const field of ['web_search', 'enable_thinking']) expect(body).not.toHaveProperty(field)
  })

  it('limits the answer by the newer name, and lets fields of one’s own win', async () => {
    const { body } = await sent(
      (fetch) =>
        qianfan('ernie-4.5', {
          apiKey: 'bce-v3/ALTAK-1/secret',
          enableThinking: true,
          extraBody: { enable_thinking: false, penalty_score: 1 },
          fetch,
        }),
      { maxOutputTokens: 5 },
    )
    expect(body).toMatchObject({ max_completion_tokens: 5, enable_thinking: false, penalty_score: 1 })
  })

  it('sends no key of another kind', async () => {
    const target = qianfan('ernie-4.5', { apiKey: 'sk-canary-0123456789' })
    const problems = (await target.check?.()) ?? []
    expect(problems).toEqual([expect.stringContaining('bce-v3/ALTAK')])
    expect(problems.join()).not.toContain('canary')
  })
})
