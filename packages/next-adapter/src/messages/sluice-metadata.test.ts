import type { SluiceMetadata } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { withSoundFacts } from './sluice-metadata.ts'

const whole: Required<SluiceMetadata> = {
  requestId: 'r',
  model: 'm',
  provider: 'p',
  usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 1, audioInputTokens: 1, estimated: true },
  cost: { CNY: '0.00168', USD: '12' },
  earlier: [{ usage: { inputTokens: 1, outputTokens: 0 }, cost: { USD: '0.000000001' } }, {}],
  finishReason: 'stop',
  attempts: 1,
  clearHistory: true,
  durationMs: 5,
  firstContentMs: 0,
  ending: 'stopped',
}

describe('what a message says of itself in our name', () => {
  it.each([undefined, null, 'text', 7, {}, { own: 1 }, { own: 1, sluice: whole }, { sluice: { later: 'field' } }])(
    'stays the same object where it could be ours: %j',
    (metadata) => expect(withSoundFacts(metadata)).toBe(metadata),
  )

  it.each<object>([
    { usage: { outputTokens: 1 } },
    { usage: { inputTokens: 1, outputTokens: '9' } },
    { usage: { inputTokens: 1, outputTokens: 1, reasoningTokens: {} } },
    { usage: [] },
    { usage: { inputTokens: 1, outputTokens: 1, imageOutputTokens: '1' } },
    { usage: { inputTokens: 1, outputTokens: 1, cacheWrite1hInputTokens: -1 } },
    { usage: { inputTokens: 1, outputTokens: 1, estimated: 'no' } },
    { cost: '1' },
    { cost: { EUR: '1' } },
    { cost: { USD: 1 } },
    { cost: { USD: '-1' } },
    { cost: { USD: '1e9' } },
    { cost: { USD: '1.0000000001' } },
    { cost: { USD: '9'.repeat(100_000) } },
    { cost: { CNY: '1', __proto__: null, toString: '1' } },
    { earlier: {} },
    { earlier: [{ cost: { USD: 'much' } }] },
    { earlier: [{ usage: { inputTokens: 1 } }] },
    { earlier: ['all'] },
    { earlier: Array.from({ length: 1_001 }, () => ({})) },
    { attempts: -1 },
    { durationMs: null },
    { requestId: ['x'] },
    { clearHistory: 'yes' },
    { ending: 'finished' },
  ])('loses what could not: %j', (wrong) => {
    expect(withSoundFacts({ own: 1, sluice: { ...wrong, model: 'm' } })).toEqual({ own: 1, sluice: { model: 'm' } })
  })

  it('is lost where it is no object at all', () => {
    expect(withSoundFacts({ own: 1, sluice: 'all' })).toEqual({ own: 1 })
  })
})
