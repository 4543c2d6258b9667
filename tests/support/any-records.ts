import type { UsageRecord } from '@sluice/core'
import fc from 'fast-check'

const name = fc.constantFrom(
  '',
  'a',
  'A',
  'ada',
  '你好',
  "o'; DROP TABLE calls; --",
  '__proto__',
  'constructor',
  '%',
  '𝒳',
)
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const tokens = fc.oneof(fc.nat(10), fc.nat(2_000_000_000))
const digits = fc.bigInt(0n, 10n ** 15n - 1n)
const amount = fc.oneof(
  fc.tuple(digits, fc.bigInt(0n, 999_999_999n)).map(([units, nanos]) => `${units}.${String(nanos).padStart(9, '0')}`),
  fc.constantFrom('0', '0.00168', '5.00', '0.1', '0.2', '0.000000001', '999999999999999.999999999'),
)

/** Any record that a meter may hand over. Their ids are `0`, `1` and so on. */
export const anyRecords: fc.Arbitrary<UsageRecord[]> = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 10_000 }),
      caller: name,
      tags: optional(fc.dictionary(name, name, { maxKeys: 3, noNullPrototype: true })),
      outcome: fc.constantFrom('finished', 'failed', 'aborted', 'abandoned'),
      provider: optional(name),
      model: optional(name),
      target: optional(name),
      usage: fc.record(
        {
          inputTokens: tokens,
          outputTokens: tokens,
          cachedInputTokens: tokens,
          cacheWriteInputTokens: tokens,
          cacheWrite1hInputTokens: tokens,
          imageInputTokens: tokens,
          audioInputTokens: tokens,
          imageOutputTokens: tokens,
          audioOutputTokens: tokens,
          reasoningTokens: tokens,
          estimated: fc.constant(true as const),
        },
        { requiredKeys: ['inputTokens', 'outputTokens'] },
      ),
      cost: optional(fc.record({ CNY: amount, USD: amount }, { requiredKeys: [] })),
      unpriced: optional(fc.nat(3)),
      durationMs: fc.oneof(fc.nat(50), fc.integer({ min: 0, max: 600_000 }), fc.constantFrom(0.5, 12.25)),
      firstContentMs: optional(fc.nat(100)),
    }),
    { maxLength: 40 },
  )
  .map((records) => records.map((record, index) => ({ ...record, id: String(index), requestId: 'r', attempts: [] })))
