import { blocklist, createFilter } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { sampleNames, sampleText } from './samples.ts'
import { createStreamPlayer, type Playback } from './stream-player.ts'

const masking = createFilter({ rules: [blocklist(['forbidden words'], { replaceWith: '*' })] })
const blocking = createFilter({ rules: [blocklist(['forbidden words'], { action: 'block' })] })

/** Every state until the end. */
function play(filter: typeof masking, text: string, characters: number): Playback[] {
  const player = createStreamPlayer(filter, text)
  const states = [player.step(characters)]
  while (!states.at(-1)!.isOver) states.push(player.step(characters))
  return states
}

describe('a stream that is played', () => {
  it('holds back what may become a hit, and lets it go as soon as it is none', () => {
    const states = play(masking, 'a forbidden wall', 4)
    expect(states.map(({ emitted, held }) => [emitted, held])).toEqual([
      ['a ', 'fo'],
      ['a ', 'forbid'],
      ['a ', 'forbidden '],
      ['a forbidden wall', ''],
    ])
    expect(states.at(-1)).toMatchObject({ deltas: 4, fed: 16, maxHeld: 10, isIdentical: true, blockedAt: undefined })
    // After the last letter but one only the end of the text decides.
    expect(states.at(-1)?.meanHeld).toBeGreaterThan(4)
  })

  it('is at every moment the text that went in, or what stands for it', () => {
    for (const name of sampleNames) {
      const text = sampleText(name, 'zh')
      for (const { emitted, held, fed } of play(masking, text, 7)) expect(emitted + held).toBe(text.slice(0, fed))
    }
  })

  it('ends where something blocks, and shows nothing of it', () => {
    const end = play(blocking, 'one forbidden words two', 5).at(-1)
    expect(end).toMatchObject({ emitted: 'one ', held: '', blockedAt: 4, isOver: true, isIdentical: true })
    expect(end?.fed).toBeLessThan(23)
  })

  it('ends with what only the end of the text decides', () => {
    expect(play(blocking, 'one forbidden words', 5).at(-1)).toMatchObject({ emitted: 'one ', blockedAt: 4 })
    expect(play(masking, 'one forbidden words', 5).at(-1)).toMatchObject({ emitted: 'one *', isIdentical: true })
  })

  it('takes characters, and never halves of them', () => {
    expect(play(masking, '👍👍👍', 2).map(({ fed }) => fed)).toEqual([4, 6])
  })

  it('stays as it is at its end', () => {
    const player = createStreamPlayer(masking, 'abc')
    const end = player.step(9)
    expect(end.isOver).toBe(true)
    expect(player.step(9)).toBe(end)
  })
})
