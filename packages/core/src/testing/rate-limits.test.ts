import { describe, expect, it } from 'vitest'
import { rateHint } from '../providers/rate-hint.ts'
import { simulatedProvider } from './simulated-provider.ts'
import { createTestClock } from './test-clock.ts'

const openai = {
  requests: { limit: 500, remaining: 499, resetMs: 120 },
  tokens: { limit: 200_000, remaining: 180_000, resetMs: 6_000 },
}
const qianfan = { requests: { limit: 300, remaining: 299 }, tokens: { limit: 300_000, remaining: 299_000 } }

describe('what a simulated vendor says of its limits', () => {
  it.each([
    ['https://api.openai.com/v1/chat/completions', openai],
    ['https://api.openai.com/v1/completions', openai],
    ['https://api.openai.com/v1/responses', openai],
    ['https://qianfan.baidubce.com/v2/chat/completions', qianfan],
    ['https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions', qianfan],
    ['https://api.deepseek.com/chat/completions', undefined],
    ['https://example.com/v1/chat/completions', undefined],
  ])('at %s is %j, with answers and refusals', async (url, hint) => {
    const clock = createTestClock()
    const said = { model: 'm', messages: [{ role: 'user', content: 'hi' }], prompt: 'hi', input: 'hi' }
    for (const body of [JSON.stringify(said), '[]']) {
      const { headers } = await simulatedProvider({ clock })(url, { method: 'POST', body })
      expect(rateHint(headers, clock.now())).toEqual(hint)
    }
  })
})
