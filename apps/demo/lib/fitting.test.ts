import { estimateTokens } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { fitting } from './fitting.ts'

const text = '### Heading\n\nThe first sentence. The second one.\n\n### Another\n\nThe third sentence.'

describe('a text that has to fit', () => {
  it('is left as it is where it does', () => {
    expect(fitting(text)).toBe(text)
    expect(fitting(text, 1_000)).toBe(text)
  })

  it('ends with a whole sentence, and no heading of what was left out', () => {
    for (let most = 1; most < 40; most++) {
      const kept = fitting(text, most)
      expect(text.startsWith(kept)).toBe(true)
      expect(kept).toMatch(/^### Heading$|sentence\.$|one\.$/)
    }
  })

  it.each([60, 120, 240])('is not longer than %i tokens', (most) => {
    const kept = fitting('断路器打开以后，请求不再发给这个模型。Others answer instead. '.repeat(50), most)
    expect(estimateTokens(kept).tokens).toBeLessThanOrEqual(most)
    expect(estimateTokens(kept).tokens).toBeGreaterThan(most / 3)
  })

  it('does not end where a line is only wrapped', () => {
    const wrapped = 'The first sentence\nis on two lines. The second one\nis as well.\n- An item\n- Another item'
    const kept = Array.from({ length: 30 }, (_, most) => fitting(wrapped, most + 1))
    expect(new Set(kept.map((text) => text.slice(-6)))).toEqual(new Set(['lines.', ' well.', 'n item', 'r item']))
  })

  it('ends a code block that it cuts', () => {
    const kept = fitting(`Begin:\n\n\`\`\`ts\n${'const answer = 42\n\n'.repeat(50)}\`\`\`\n`, 60)
    expect(kept.match(/^```/gm)).toHaveLength(2)
    expect(kept.endsWith('42\n```')).toBe(true)
  })
})
