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

describe('a stream', () => {
  const masking = createFilter({ rules: [blocklist(['放贷', 'casino'])] })

  it('can be used for another text once one is over', () => {
    const stream = masking.stream({ minPrefix: 3 })
    for (let round = 0; round < 3; round++) {
      expect([stream.push('ab'), stream.push('放'), stream.push('x')]).toEqual(['', '', 'ab放x'])
      expect(stream.push('放') + stream.flush()).toBe('放')
      expect(stream.push('贷') + stream.flush()).toBe('贷')
      expect(stream.push('放贷') + stream.flush()).toBe('██')
    }
  })

  it('counts places from the beginning of each text', () => {
    const starts: number[] = []
    const stream = masking.stream({ onHit: ({ start }) => starts.push(start) })
    for (const text of ['放贷', 'a放贷', 'ab放贷']) {
      stream.push(text)
      stream.flush()
    }
    expect(starts).toEqual([0, 1, 2])
  })

  it('says what it holds back, the first units among it, and nothing once it is blocked', () => {
    const stream = filter.stream({ minPrefix: 4 })
    const held = (piece: string) => [stream.push(piece), stream.held()]
    expect(held('ab')).toEqual(['', 2])
    expect(held('赌')).toEqual(['', 3])
    expect(held('c')).toEqual(['', 4])
    expect(held('d')).toEqual(['ab赌cd', 0])
    expect(held('赌')).toEqual(['', 1])
    expect(held('场x')).toEqual(['', 0])
    expect([stream.action(), stream.push('more'), stream.flush(), stream.held()]).toEqual(['block', '', '', 0])
  })

  it('gives the last half of a character as it came', () => {
    const stream = masking.stream()
    expect(stream.push('a\ud83d')).toBe('a')
    expect(stream.held()).toBe(1)
    expect(stream.push('\udcb0b')).toBe('💰b')
    expect(stream.push('\ud83d') + stream.flush()).toBe('\ud83d')
    expect(stream.push('\udcb0') + stream.flush()).toBe('\udcb0')
  })

  it('tells of a hit when it is certain, and of the strongest action so far', () => {
    const seen: string[] = []
    const rules = [
      blocklist(['casino'], { id: 'f', action: 'flag' }),
      blocklist(['放贷'], { id: 'r', action: 'redact' }),
    ]
    const stream = createFilter({ rules }).stream({ onHit: ({ ruleId }) => seen.push(ruleId) })
    stream.push('放')
    expect([stream.action(), ...seen]).toEqual([undefined])
    stream.push('贷casino')
    expect([stream.action(), ...seen]).toEqual(['redact', 'r'])
    stream.push('.')
    expect([stream.action(), ...seen]).toEqual(['redact', 'r', 'f'])
  })
})
