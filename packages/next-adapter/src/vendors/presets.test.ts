import { createPipeline, type Fetch, generate, type Target } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sent } from '../test-support/sent.ts'
import { anthropic } from './anthropic.ts'
import { dashscope } from './dashscope.ts'
import { deepseek } from './deepseek.ts'
import { moonshot } from './moonshot.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { qianfan } from './qianfan.ts'
import { zhipu } from './zhipu.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

type Options = { fetch?: Fetch; apiKey?: string; region?: never }
type Vendor = (model: string, options?: Options) => Target

const vendors: readonly [provider: string, vendor: Vendor, variable: string, key: string, addresses: object][] = [
  ['openai', openai, 'OPENAI_API_KEY', 'sk-1', { us: 'https://api.openai.com/v1' }],
  ['anthropic', anthropic, 'ANTHROPIC_API_KEY', 'sk-ant-1', { us: 'https://api.anthropic.com/v1' }],
  ['deepseek', deepseek, 'DEEPSEEK_API_KEY', 'sk-1', { cn: 'https://api.deepseek.com' }],
  [
    'dashscope',
    dashscope,
    'DASHSCOPE_API_KEY',
    'sk-1',
    {
      'cn-beijing': 'https://dashscope.aliyuncs.com/compatible-mode/v1',
      intl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
      us: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
    },
  ],
  [
    'moonshot',
    moonshot,
    'MOONSHOT_API_KEY',
    'sk-1',
    { cn: 'https://api.moonshot.cn/v1', intl: 'https://api.moonshot.ai/v1' },
  ],
  [
    'zhipu',
    zhipu,
    'ZHIPU_API_KEY',
    'id.secret',
    { cn: 'https://open.bigmodel.cn/api/paas/v4', intl: 'https://api.z.ai/api/paas/v4' },
  ],
  [
    'qianfan',
    qianfan,
    'QIANFAN_API_KEY',
    'bce-v3/ALTAK-1/secret',
    { 'cn-beijing': 'https://qianfan.baidubce.com/v2', 'coding-plan': 'https://qianfan.baidubce.com/v2/coding' },
  ],
]

describe.each(vendors)('%s', (provider, vendor, variable, key, addresses) => {
  const path = provider === 'anthropic' ? '/messages' : '/chat/completions'
  const keyOf = (headers: Headers) =>
    provider === 'anthropic' ? headers.get('x-api-key') : headers.get('authorization')?.replace('Bearer ', '')

  it('is asked at its first address, and answers', async () => {
    const { url, method, headers, body, answer } = await sent((fetch) => vendor('some-model', { apiKey: key, fetch }))
    expect([method, url]).toEqual(['POST', Object.values(addresses)[0] + path])
    expect(keyOf(headers)).toBe(key)
    expect(headers.has(provider === 'anthropic' ? 'authorization' : 'x-api-key')).toBe(false)
    expect(body).toMatchObject({ model: 'some-model', stream: true })
    expect(answer).toMatchObject({ text: 'Hi', provider, model: 'some-model', finishReason: 'stop' })
  })

  it.each(Object.entries(addresses))('has the region %s', async (region, address) => {
    const { url } = await sent((fetch) => vendor('m', { apiKey: key, region: region as never, fetch }))
    expect(url).toBe(address + path)
  })

  it('has no other region', () => {
    for (const region of ['mars', 'toString', '__proto__'] as never[]) {
      expect(() => vendor('m', { region })).toThrow(TypeError)
      expect(() => vendor('m', { region })).toThrow(Object.keys(addresses).join(', '))
    }
  })

  it('takes its customary variable, and says when it is missing', async () => {
    vi.stubEnv(variable, undefined)
    const pipeline = createPipeline({ targets: { one: vendor('m'), own: vendor('m', { apiKey: key }) } })
    expect(await pipeline.check()).toEqual([`one: The environment variable ${variable} is not set.`])
    vi.stubEnv(variable, ` ${key}\n`)
    expect(await pipeline.check()).toEqual([])
    expect(keyOf((await sent((fetch) => vendor('m', { fetch }))).headers)).toBe(key)
  })

  it('makes no request without a key', async () => {
    vi.stubEnv(variable, '')
    const fetch = simulatedProvider()
    await expect(generate(vendor('m', { fetch }).handler, { prompt: 'Hi' })).rejects.toMatchObject({
      code: 'auth',
      provider,
    })
    expect(fetch.calls).toHaveLength(0)
  })

  it('has one lane where there is one way only', () => {
    const target = vendor('m', { apiKey: key })
    expect(target).toMatchObject({ provider, model: 'm' })
    expect(target.lanes).toHaveLength(1)
  })
})

describe('ollama', () => {
  it('runs on this machine and needs no key', async () => {
    const { url, headers, answer } = await sent((fetch) => ollama('llama3', { fetch }))
    expect(url).toBe('http://localhost:11434/v1/chat/completions')
    expect(headers.has('authorization')).toBe(false)
    expect(answer).toMatchObject({ text: 'Hi', provider: 'ollama' })
    expect(await ollama('llama3').check?.()).toEqual([])
  })

  it('may run elsewhere, and then have a key', async () => {
    const baseUrl = 'http://gpu.internal:11434/v1'
    const bare = await sent((fetch) => ollama('llama3', { baseUrl, fetch }))
    expect([bare.url, bare.headers.has('authorization')]).toEqual([`${baseUrl}/chat/completions`, false])
    const { headers } = await sent((fetch) => ollama('llama3', { baseUrl, apiKey: 'key', fetch }))
    expect(headers.get('authorization')).toBe('Bearer key')
  })
})
