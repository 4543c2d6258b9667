import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocklist } from './blocklist.ts'
import { createFilter } from './create-filter.ts'

const filter = createFilter({ rules: [blocklist(['赌场', 'casino'], { action: 'block' })] })

function streamed(pieces: readonly string[], minPrefix = 0): string {
  const stream = filter.stream({ minPrefix })
  return pieces.map((piece) => stream.push(piece)).join('') + stream.flush()
}

describe('a stream that is blocked', () => {
  it('shows what stands before the hit, and so does the scan of a whole text', () => {
    expect(filter.scan('先吃饭，再去赌场吧')).toMatchObject({ action: 'block', text: '先吃饭，再去' })
    expect(streamed(['先吃饭，再去赌场吧'])).toBe('先吃饭，再去')
    expect(streamed([...'先吃饭，再去赌场吧'])).toBe('先吃饭，再去')
  })

  it('shows nothing where the hit comes within the first units that are held back', () => {
    const text = 'To the casino, quickly'
    expect(streamed([text], 7)).toBe('To the ')
    expect(streamed([text], 8)).toBe('')
    expect(streamed([...text], 8)).toBe('')
  })

  it('shows the same however it is cut into pieces', () => {
    const pieces = fc.array(fc.constantFrom('赌', '场', '吃饭', 'ca', 'si', 'no', ' ', 'x', ''), { maxLength: 12 })
    fc.assert(
      fc.property(pieces, fc.nat(8), (cut, minPrefix) => {
        const whole = cut.join('')
        expect(streamed(cut, minPrefix)).toBe(streamed([whole], minPrefix))
        expect(streamed([...whole], minPrefix)).toBe(streamed([whole], minPrefix))
        if (minPrefix === 0) expect(filter.scan(whole).text).toBe(streamed([whole]))
      }),
      { numRuns: 1_000 },
    )
  })
})
