import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fromEnv } from '../secrets/from-env.ts'
import type { SecretSource } from '../secrets/secret.ts'
import { sent } from '../test-support/sent.ts'
import { openai } from './openai.ts'
import { openaiCompatible } from './openai-compatible.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('openai', () => {
  it('asks the chat completions of OpenAI with a bearer token', async () => {
    const { url, method, headers, body } = await sent((fetch) => openai('gpt-5-mini', { apiKey: 'key-1', fetch }), {
      system: 'Be kind.',
      maxOutputTokens: 5,
    })
    expect([method, url]).toEqual(['POST', 'https://api.openai.com/v1/chat/completions'])
    expect(headers.get('authorization')).toBe('Bearer key-1')
    expect(headers.get('content-type')).toBe('application/json')
    expect(body).toEqual({
      model: 'gpt-5-mini',
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hi' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 5,
    })
  })

  it('takes OPENAI_API_KEY of the environment unless told otherwise, and says when it is missing', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined)
    const pipeline = createPipeline({ targets: { gpt: openai('gpt-5-mini'), own: openai('gpt-5', { apiKey: 'k' }) } })
    expect(await pipeline.check()).toEqual(['gpt: The environment variable OPENAI_API_KEY is not set.'])
    vi.stubEnv('OPENAI_API_KEY', 'key-2')
    expect(await pipeline.check()).toEqual([])
    const { headers } = await sent((fetch) => openai('gpt-5-mini', { fetch }))
    expect(headers.get('authorization')).toBe('Bearer key-2')
  })

  it('makes no request without a key', async () => {
    vi.stubEnv('OPENAI_API_KEY', '')
    const provider = simulatedProvider()
    const { handler } = openai('gpt-5-mini', { fetch: provider })
    await expect(generate(handler, { prompt: 'Hi' })).rejects.toMatchObject({ code: 'auth', provider: 'openai' })
    expect(provider.calls).toHaveLength(0)
  })

  it('goes to another address when told to', async () => {
    const { url } = await sent((fetch) => openai('m', { apiKey: 'k', baseUrl: 'https://eu.api.openai.com/v1/', fetch }))
    expect(url).toBe('https://eu.api.openai.com/v1/chat/completions')
    expect(openai('m', { apiKey: 'k' })).toMatchObject({ provider: 'openai', model: 'm' })
  })
})

describe('openaiCompatible', () => {
  const base = { model: 'qwen-plus', baseUrl: 'http://localhost:11434/v1' }

  it('needs no key, and then sends none', async () => {
    const { url, headers } = await sent((fetch) => openaiCompatible({ ...base, fetch }))
    expect(url).toBe('http://localhost:11434/v1/chat/completions')
    expect(headers.has('authorization')).toBe(false)
    expect(await openaiCompatible(base).check?.()).toEqual([])
  })

  it.each<[string, SecretSource]>([
    ['text', 'key'],
    ['a function', () => 'key'],
    ['an asynchronous function', async () => 'key'],
    ['a secret', { read: () => 'key', check: async () => undefined }],
  ])('takes its key from %s', async (_, source) => {
    const { headers } = await sent((fetch) => openaiCompatible({ ...base, apiKey: source, fetch }))
    expect(headers.get('authorization')).toBe('Bearer key')
  })

  it('asks for its key at every call, so that it can be rotated', async () => {
    const keys = ['one', 'two']
    const provider = simulatedProvider()
    const { handler } = openaiCompatible({ ...base, apiKey: () => keys.shift()!, fetch: provider })
    for (const _ of [1, 2]) await generate(handler, { prompt: 'Hi' })
    expect(provider.calls.map(({ request }) => request.headers.get('authorization'))).toEqual([
      'Bearer one',
      'Bearer two',
    ])
  })

  it('limits the answer by the older name unless told otherwise', async () => {
    const limit = { maxOutputTokens: 5 }
    for (const dialect of [undefined, {}, { maxTokensField: undefined }]) {
      const older = await sent((fetch) => openaiCompatible({ ...base, dialect, fetch }), limit)
      expect(older.body).toMatchObject({ max_tokens: 5 })
      expect(older.body).not.toHaveProperty('max_completion_tokens')
    }
    const dialect = { maxTokensField: 'max_completion_tokens' } as const
    const newer = await sent((fetch) => openaiCompatible({ ...base, dialect, fetch }), limit)
    expect(newer.body).toMatchObject({ max_completion_tokens: 5 })
    expect(newer.body).not.toHaveProperty('max_tokens')
  })

  it('asks for thoughts as its dialect says', async () => {
    const dialect = { thinking: (effort: string) => ({ chat_template_kwargs: { effort } }) }
    const { body } = await sent((fetch) => openaiCompatible({ ...base, dialect, fetch }), { reasoningEffort: 'low' })
    expect(body).toMatchObject({ chat_template_kwargs: { effort: 'low' } })
  })

  it('may be called anything in records', async () => {
    expect(openaiCompatible(base)).toMatchObject({ provider: 'openai-compatible', model: 'qwen-plus' })
    const { answer } = await sent((fetch) => openaiCompatible({ ...base, provider: 'vllm', fetch }))
    expect(answer).toMatchObject({ provider: 'vllm', model: 'qwen-plus' })
  })

  it('adds headers and fields', async () => {
    const more = { headers: { 'x-team': 'search' }, extraBody: { enable_thinking: true } }
    const { headers, body } = await sent((fetch) => openaiCompatible({ ...base, ...more, fetch }))
    expect(headers.get('x-team')).toBe('search')
    expect(body).toMatchObject({ enable_thinking: true, model: 'qwen-plus' })
  })

  it('says what a missing variable is called', async () => {
    const target = openaiCompatible({ ...base, apiKey: fromEnv('SLUICE_NO_SUCH_KEY') })
    expect(await target.check?.()).toEqual(['The environment variable SLUICE_NO_SUCH_KEY is not set.'])
  })

  it.each(['', 'localhost:11434/v1', '/v1', 'ftp://x.io', 'file:///v1', 'javascript:1'])(
    'refuses %j as an address',
    (baseUrl) => {
      expect(() => openaiCompatible({ ...base, baseUrl })).toThrow(TypeError)
      expect(() => openaiCompatible({ ...base, baseUrl })).toThrow('baseUrl must be an http(s) address')
    },
  )

  it('says what it needs if it has no address', () => {
    expect(() => openaiCompatible({ model: 'm' })).toThrow(/baseUrl or endpoints/)
  })

  it('refuses an address with a credential in it, and does not repeat it', () => {
    for (const baseUrl of ['https://user:hunter22@x.io/v1', 'https://hunter22@x.io/v1']) {
      expect(() => openaiCompatible({ ...base, baseUrl })).toThrow('must not hold a credential')
      expect(() => openaiCompatible({ ...base, baseUrl })).not.toThrow('hunter22')
    }
  })
})
