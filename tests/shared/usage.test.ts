import { readUsage } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { hasRecordings, readRecorded, recorded } from '../support/recorded-streams.ts'

// Anthropic's streams tell the input at their beginning and the output at their end, so that no usage in them is whole.
const whole = recorded.filter(
  ({ kind, dialect, expect: expected }) => expected?.usage != null && !(kind === 'stream' && dialect === 'anthropic'),
)

describe.skipIf(!hasRecordings)('the usage in recorded replies of all vendors', () => {
  it('is in many of them', () => {
    expect(whole.length).toBeGreaterThan(20)
    expect(new Set(whole.map(({ dialect }) => dialect)).size).toBeGreaterThan(4)
  })

  it.each(whole)('is read from $file', ({ file, expect: { usage } }) => {
    const { input, output, cachedInput = 0, cacheWrite = 0, reasoning = 0 } = usage!
    const found = usagesIn(readRecorded(`wire/${file}`)).map((said) => {
      const read = readUsage(said)
      return {
        input: read?.inputTokens,
        output: read?.outputTokens,
        cachedInput: read?.cachedInputTokens ?? 0,
        cacheWrite: read?.cacheWriteInputTokens ?? 0,
        reasoning: read?.reasoningTokens ?? 0,
      }
    })
    expect(found).toContainEqual({ input, output, cachedInput, cacheWrite, reasoning })
  })
})

/** Every usage that a reply holds, wherever it stands. */
function usagesIn(text: string): unknown[] {
  return [...text.matchAll(/"usage"\s*:\s*(?=\{)/g)].map(({ index, 0: { length } }) => {
    const start = index + length
    let depth = 0
    for (let end = start; end < text.length; end++) {
      if (text[end] === '{') depth++
      if (text[end] === '}' && --depth === 0) return JSON.parse(text.slice(start, end + 1))
    }
    return undefined
  })
}
