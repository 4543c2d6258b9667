import { describe, expect, it } from 'vitest'
import { createPieceLimit } from './piece-limit.ts'

describe('the limit of what is put together', () => {
  it('hands over all pieces up to 4 Mi characters, and refuses the next', () => {
    const limited = createPieceLimit()
    const piece = 'x'.repeat(1_048_576)
    for (let count = 0; count < 4; count++) expect(limited(piece)).toBe(piece)
    expect(limited('')).toBe('')
    expect(() => limited('x')).toThrow(expect.objectContaining({ code: 'server' }))
  })
})
