import { afterEach, describe, expect, it, vi } from 'vitest'
import { sent } from '../test-support/sent.ts'
import { compatibleVendor } from './compatible-vendor.ts'

const siliconflow = compatibleVendor({
  provider: 'siliconflow',
  regions: { cn: 'https://api.siliconflow.cn/v1', intl: 'https://api.siliconflow.com/v1/' },
  keyVariable: 'SILICONFLOW_API_KEY',
  dialect: {
    thinking: (effort) => ({ enable_thinking: effort !== 'none' }),
    errors: { words: { 'content-filtered': 'moderated' } },
  },
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('a vendor of one’s own in ten lines', () => {
  it('is asked at the address of its region, with its key and in its dialect', async () => {
    const { url, headers, body, answer } = await sent(
      (fetch) => siliconflow('deepseek-v3', { apiKey: 'key-1', region: 'intl', extraBody: { top_k: 1 }, fetch }),
      { reasoningEffort: 'high', maxOutputTokens: 9 },
    )
    expect(url).toBe('https://api.siliconflow.com/v1/chat/completions')
    expect(headers.get('authorization')).toBe('Bearer key-1')
    expect(body).toMatchObject({ model: 'deepseek-v3', enable_thinking: true, max_tokens: 9, top_k: 1 })
    expect(answer).toMatchObject({ text: 'Hi', provider: 'siliconflow' })
  })

  it('knows what its failures mean', async () => {
    const fetch = async () => Response.json({ error: { code: 'Moderated' } }, { status: 451 })
    const asked = sent(() => siliconflow('m', { apiKey: 'k', fetch }))
    await expect(asked).rejects.toMatchObject({ code: 'content-filtered', provider: 'siliconflow' })
  })

  it('says which variable is missing, and guards it as all others do', async () => {
    vi.stubEnv('SILICONFLOW_API_KEY', undefined)
    expect(await siliconflow('m').check?.()).toEqual(['The environment variable SILICONFLOW_API_KEY is not set.'])
    expect(() => siliconflow('m', { baseUrl: 'https://elsewhere.example/v1' })).toThrow(TypeError)
  })

  it('must be somewhere', () => {
    const nowhere = compatibleVendor({ provider: 'nowhere', regions: {} })
    expect(() => nowhere('m')).toThrow(TypeError)
  })
})
