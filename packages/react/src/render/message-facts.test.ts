import type { SluiceMetadata, UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { messageFacts } from './message-facts.ts'

const usage = { inputTokens: 10, outputTokens: 300 }
const answer = (sluice: SluiceMetadata): UIMessage => ({ id: 'm', role: 'assistant', parts: [], metadata: { sluice } })

describe('the facts of an answer', () => {
  it('are what the server said, and how fast it came', () => {
    const said = { provider: 'openai', model: 'gpt', usage, attempts: 2, finishReason: 'stop', requestId: 'r' } as const
    expect(messageFacts(answer({ ...said, durationMs: 2_500, firstContentMs: 500 }))).toEqual({
      ...said,
      durationMs: 2_500,
      timeToFirstTokenMs: 500,
      tokensPerSecond: 150,
    })
  })

  it('are those of all calls where the answer took several; its pace is that of the last one', () => {
    const cost = { CNY: '0.1' }
    const facts = messageFacts(
      answer({ usage, cost, earlier: [{ usage, cost }, { usage }], durationMs: 2_500, firstContentMs: 500 }),
    )
    expect(facts).toMatchObject({ usage: { inputTokens: 30, outputTokens: 900 }, cost: { CNY: '0.2' } })
    expect(facts.tokensPerSecond).toBe(150)
    // The call under way has not said anything yet.
    const growing = messageFacts(answer({ requestId: 'r', earlier: [{ usage, cost }] }))
    expect(growing).toMatchObject({ usage, cost, tokensPerSecond: undefined })
  })

  it.each<[string, SluiceMetadata]>([
    ['there is no usage', { durationMs: 2_000, firstContentMs: 500 }],
    ['there are no tokens', { durationMs: 2_000, firstContentMs: 500, usage: { ...usage, outputTokens: 0 } }],
    ['there was no content', { durationMs: 2_000, usage }],
    ['the end is not known', { firstContentMs: 500, usage }],
    ['it came all at once', { durationMs: 500, firstContentMs: 500, usage }],
    ['it took no time', { durationMs: 0, firstContentMs: 0, usage }],
    ['the clock was set back', { durationMs: 100, firstContentMs: 500, usage }],
  ])('hold no speed if %s', (_, sluice) => {
    expect(messageFacts(answer(sluice)).tokensPerSecond).toBeUndefined()
  })

  it.each([undefined, null, 'text', {}, { sluice: null }, { sluice: 'text' }])(
    'are all unknown with metadata of %j',
    (metadata) => {
      const facts = messageFacts({ metadata })
      expect(Object.keys(facts)).toContain('model')
      expect(new Set(Object.values(facts))).toEqual(new Set([undefined]))
    },
  )
})
