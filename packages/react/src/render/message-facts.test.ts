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
