import { describe, expect, it } from 'vitest'
import { toBase64 } from './to-base64.ts'

describe('base64 without a FileReader', () => {
  it.each([1, 2, 3, 4, 24_575, 24_576, 24_577, 73_729, 1_048_577])('holds all of %i bytes', async (size) => {
    expect(typeof FileReader).toBe('undefined')
    const bytes = Uint8Array.from({ length: size }, (_, index) => index * 7)
    expect(await toBase64(new Blob([bytes]))).toBe(Buffer.from(bytes).toString('base64'))
  })
})
