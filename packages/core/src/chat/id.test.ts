import { describe, expect, it } from 'vitest'
import { newId } from './id.ts'

describe('newId', () => {
  it('has 24 characters that need no escaping anywhere', () => {
    for (let count = 0; count < 100; count++) expect(newId()).toMatch(/^[0-9a-v]{24}$/)
  })

  it('does not repeat itself, and uses the whole alphabet', () => {
    const ids = Array.from({ length: 1_000 }, newId)
    expect(new Set(ids).size).toBe(1_000)
    expect(new Set(ids.join('')).size).toBe(32)
  })
})
